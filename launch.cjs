'use strict';
/**
 * Runs a script of this repository, or a command that npm installed, with a Node that runs TypeScript:
 *
 *   node launch.cjs cli/terroir.ts start
 *   node launch.cjs vitest run
 *
 * That is the Node which `npm ci` brings where there is one for the machine (optionalDependencies in package.json), else
 * the one that runs this file, if it is new enough (engines in package.json). npm alone does not see to it: three
 * packages have a command called node, and older npm links none of them.
 *
 * This file is all that an old Node reads, so that it can say which one is needed: no syntax that Node 12 does not know.
 */
const { spawn, spawnSync } = require('child_process');
const { closeSync, existsSync, openSync, readFileSync, realpathSync } = require('fs');
const { constants } = require('os');
const { delimiter, dirname, join } = require('path');

const LOOK_EVERY_MS = 500;
const parent = process.ppid;
const manifest = readJson('package.json');
const needed = /\d+(\.\d+)*/.exec(manifest.engines.node)[0];
const own = { path: process.execPath, version: process.versions.node };

const { node, script, args } = prepare(process.argv.slice(2));
keepCompiled();
if (node === own.path) runHere(script, args);
else runBy(node, script, args);

/** What to run, and by which Node; where that cannot be, the process ends with a sentence about what to do. */
function prepare([name, ...args]) {
  try {
    if (name === undefined) throw new Error('Say what to run: node launch.cjs cli/terroir.ts start');
    if (!existsSync(join(__dirname, 'node_modules'))) throw new Error('Nothing is installed yet: run npm ci first.');
    const script = findScript(name);
    const node = chooseNode();
    // Where a child looks for `node` itself, it is to find this one.
    process.env.PATH = dirname(node) + delimiter + (process.env.PATH || '');
    return { node, script, args };
  } catch (error) {
    return fail(error.message);
  }
}

function fail(why) {
  process.stderr.write(`terroir: ${why}\n`);
  return process.exit(1);
}

function readJson(path) {
  return JSON.parse(readFileSync(join(__dirname, path), 'utf8'));
}

function isInstalled(name) {
  return existsSync(join(__dirname, 'node_modules', name, 'package.json'));
}

/** The commands of an installed package: their names, and the files that they are. */
function commandsOf(name) {
  const { bin = {} } = readJson(`node_modules/${name}/package.json`);
  return typeof bin === 'string' ? { [name.replace(/.*\//, '')]: bin } : bin;
}

/** The file to run: a script by its path from the top of the repository, or the command of a package by its name. */
function findScript(name) {
  if (/\.[cm]?[jt]s$/.test(name) && existsSync(join(__dirname, name))) return join(__dirname, name);
  for (const owner of Object.keys(Object.assign({}, manifest.dependencies, manifest.devDependencies)).filter(
    isInstalled,
  )) {
    const file = commandsOf(owner)[name];
    if (file === undefined) continue;
    const absent = absentPart(owner);
    if (absent === undefined) return join(__dirname, 'node_modules', owner, file);
    throw new Error(`${name} needs ${absent}, which is not installed: run npm ci, without --omit=optional.`);
  }
  throw new Error(`There is no script and no command ${name}: see package.json, and run npm ci for what it lists.`);
}

/**
 * What is built for each kind of machine is in packages of its own, which are optional. This finds the first that a
 * package, or one that it depends on, lacks on this machine.
 */
function absentPart(owner) {
  if (!existsSync(join(__dirname, 'package-lock.json'))) return undefined;
  const { packages } = readJson('package-lock.json');
  const reached = [owner];
  for (const name of reached) {
    const { dependencies, peerDependencies, peerDependenciesMeta = {}, optionalDependencies } = at(name);
    const parts = Object.keys(optionalDependencies || {});
    const fitting = parts.filter((part) => isFor(at(part).os, process.platform) && isFor(at(part).cpu, process.arch));
    if (parts.length > 1 && fitting.length > 0 && !parts.some(isInstalled)) return fitting[0];
    for (const next of Object.keys(Object.assign({}, dependencies, peerDependencies))) {
      const { optional = false } = peerDependenciesMeta[next] || {};
      if (isInstalled(next) && !optional && !reached.includes(next)) reached.push(next);
    }
  }
  return undefined;

  function at(name) {
    return packages[`node_modules/${name}`] || {};
  }
  function isFor(those, one) {
    return those !== undefined && those.includes(one);
  }
}

/** The path of the Node to run by; throws what to do where there is none. */
function chooseNode() {
  const bundle = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const offered = bundle in (manifest.optionalDependencies || {});
  const bundled =
    offered && isInstalled(bundle) ? join(__dirname, 'node_modules', bundle, commandsOf(bundle).node) : '';
  if (bundled !== '' && isOwn(bundled)) return own.path;
  if (bundled !== '' && isNewEnough(versionOf(bundled))) return bundled;
  // Of Node 23, the first ones do not run TypeScript unasked.
  if (isNewEnough(own.version) && process.features.typescript !== false) return own.path;
  const install = `install Node ${needed} or later, and see that \`node --version\` shows it`;
  const advice =
    bundled !== ''
      ? `The one that npm ci brought does not run on this machine; ${install}.`
      : offered
        ? `Run npm ci without --omit=optional, which brings one; or ${install}.`
        : `There is none among the packages for this machine: ${install}.`;
  const but = isNewEnough(own.version) ? ', which does not run TypeScript by itself' : '';
  throw new Error(`Terroir needs Node ${needed} or later, and this is Node ${own.version}${but}. ${advice}`);
}

/**
 * What Node makes of a file is kept for the next time, TypeScript without its types and all code compiled: a host starts
 * in half of the processor's time. Node keeps it by what is in the file, and goes without where it cannot write.
 */
function keepCompiled() {
  const folder = process.env.NODE_COMPILE_CACHE || join(__dirname, 'node_modules', '.cache', 'compiled');
  process.env.NODE_COMPILE_CACHE = folder;
  const { enableCompileCache } = require('module');
  if (node === own.path && enableCompileCache !== undefined) enableCompileCache(folder);
}

function isOwn(path) {
  try {
    return realpathSync(path) === realpathSync(own.path);
  } catch (error) {
    return false;
  }
}

/** What a Node says of itself; nothing where it does not run, such as one for another C library. */
function versionOf(node) {
  return String(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout || '')
    .trim()
    .replace(/^v/, '');
}

function isNewEnough(version) {
  const [have, want] = [version, needed].map((text) => text.split('.').map(Number));
  const differing = want.findIndex((part, index) => part !== have[index]);
  return differing === -1 || have[differing] > want[differing];
}

/** As if this Node had been started with that script. */
function runHere(script, args) {
  process.argv.splice(1, process.argv.length, script, ...args);
  require('module').runMain();
}

/** In a child: what is meant for it reaches it, this process stays as long as it does, and ends as it did. */
function runBy(node, script, args) {
  const fromTerminal = process.platform === 'win32' || hasTerminal() ? ['SIGINT', 'SIGHUP'] : [];
  let told = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      told = true;
      // A terminal sends its signals to the child, too, and a second one would be taken for impatience.
      if (!fromTerminal.includes(signal)) child.kill(signal);
    });
  }
  // After the signals are heard: one that came before would end this process, and leave the child alone.
  const child = spawn(node, [script, ...args], { stdio: 'inherit' });
  if (process.env.npm_lifecycle_event !== undefined) {
    // npm passes a SIGTERM on to its shell, which dies of it and leaves its child alone.
    const look = () => {
      if (process.ppid === parent || told) return;
      told = true;
      child.kill('SIGTERM');
    };
    setInterval(look, LOOK_EVERY_MS).unref();
  }
  child.on('error', (error) => fail(`${node} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Some signals do not end a Node.
    process.exit(128 + constants.signals[signal]);
  });
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch (error) {
    return false;
  }
}
