/**
 * Runs inside the sealed realm, before any resolver code: takes away what APPSYNC_JS lacks, changes what it does
 * differently, and builds `util` and its kin out of calls to the host. Only JSON text crosses the border, so that
 * nothing of the host can be reached from inside and every call gets objects of its own.
 *
 * What remains follows docs.aws.amazon.com/appsync/latest/devguide/supported-features.html and the list of denied
 * methods in @aws-appsync/eslint-plugin.
 */
export const REALM_SCRIPT = `(function (host) {
  'use strict';
  const { parse, stringify } = JSON;
  const { freeze, defineProperty, getOwnPropertyNames, entries } = Object;
  const { apply, deleteProperty } = Reflect;
  const { isArray } = Array;
  const toNumber = Number;
  const realm = globalThis;

  const keepOnly = (target, names) => {
    const kept = names.split(' ');
    for (const name of getOwnPropertyNames(target)) if (!kept.includes(name)) deleteProperty(target, name);
  };
  const remove = (target, names) => {
    for (const name of names.split(' ')) deleteProperty(target, name);
  };

  const nativeSort = Array.prototype.sort;
  const sort = (array) => apply(nativeSort, array, []);

  keepOnly(Object, 'length name prototype assign entries hasOwn keys values');
  keepOnly(Array, 'length name prototype isArray');
  keepOnly(Number, 'length name prototype');
  keepOnly(String, 'length name prototype raw');
  keepOnly(Math, 'abs ceil floor max min pow random round sign sqrt trunc');
  keepOnly(JSON, 'parse stringify');
  remove(Array.prototype, 'at copyWithin entries group groupToMap keys toLocaleString toReversed toSorted ' +
    'toSpliced values with');
  remove(String.prototype, 'anchor at big blink bold charCodeAt fixed fontcolor fontsize isWellFormed italics link ' +
    'localeCompare matchAll padEnd padStart repeat search small strike sub substr sup toLocaleLowerCase ' +
    'toLocaleUpperCase toWellFormed trimLeft trimRight');
  remove(Object.prototype, '__defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__ ' +
    'isPrototypeOf propertyIsEnumerable toLocaleString');
  remove(Function.prototype, 'apply bind call');
  for (const { prototype } of [Array, Boolean, Function, Number, Object, String]) remove(prototype, 'constructor');
  // Asked by the engine when an error's stack is read. The name Error is refused when code is loaded.
  Error.prepareStackTrace = (error, frames) => [error, ...frames].join('\\n    at ');

  const change = (target, name, value) => defineProperty(target, name, { value, enumerable: false });
  change(JSON, 'parse', (text) => {
    try {
      return parse(text);
    } catch {
      return '';
    }
  });
  change(Array.prototype, 'sort', function (...comparator) {
    if (comparator.length > 0) host.fail('Array.sort takes no comparator');
    return sort(this);
  });
  const warnOfLoop = () => {
    const words = 'AppSync ends a loop after ' + host.maxRounds + ' rounds, without an error.';
    host.call('console warn', stringify([words]));
  };
  const limitLoop = (name, part) => {
    const native = Array.prototype[name];
    change(Array.prototype, name, function (...values) {
      if (this.length <= host.maxRounds) return apply(native, this, values);
      warnOfLoop();
      return apply(native, part(this), values);
    });
  };
  const { slice } = Array.prototype;
  for (const name of 'every filter find findIndex flatMap forEach map reduce some'.split(' ')) {
    limitLoop(name, (array) => apply(slice, array, [0, host.maxRounds]));
  }
  for (const name of ['findLast', 'findLastIndex', 'reduceRight']) {
    limitLoop(name, (array) => apply(slice, array, [-host.maxRounds]));
  }
  const replaceWith = (mode) => function (pattern, replacement) {
    if (typeof replacement === 'function') host.fail('String.' + mode + ' takes no function');
    return parse(host.call('replace', stringify([mode, '' + this, '' + pattern, '' + replacement])));
  };
  change(String.prototype, 'replace', replaceWith('replace'));
  change(String.prototype, 'replaceAll', replaceWith('replaceAll'));

  for (const one of [Array, Boolean, Error, JSON, Math, Number, Object, String]) {
    freeze(one);
    if (one.prototype) Reflect.preventExtensions(one.prototype);
  }
  keepOnly(realm, 'Array Boolean Error Infinity JSON Math NaN Number Object String undefined');

  /** Whether a value can be read from outside as the JSON that it would become, but for what that leaves out. */
  const isReadable = (value, levels) => {
    if (value === null) return true;
    if (typeof value !== 'object') return typeof value !== 'bigint';
    if (levels === 0 || value.toJSON !== undefined) return false;
    if (isArray(value)) {
      for (let at = 0; at < value.length; at += 1) if (!isReadable(value[at], levels - 1)) return false;
      return true;
    }
    for (const name in value) if (!isReadable(value[name], levels - 1)) return false;
    return true;
  };
  const write = (value) => stringify(value === undefined ? null : value);

  /** What code returns early stays where it is, as what it returns does. */
  const earlyReturn = (path) => (value, options) => {
    host.keepEarly(value, isReadable(value, host.levelsMax) ? undefined : write(value));
    host.call(path, stringify([null, options]));
  };
  const expose = (path, shape) => {
    if (shape === null && path === host.earlyPath) return earlyReturn(path);
    if (shape === null) {
      return (...values) => {
        const answer = host.call(path, stringify(values));
        return answer === undefined ? undefined : parse(answer);
      };
    }
    const exposed = {};
    for (const [name, inner] of entries(shape)) exposed[name] = expose(path === '' ? name : path + ' ' + name, inner);
    return freeze(exposed);
  };
  const modules = expose('', parse(host.shapes));
  realm.console = expose('console', { log: null, error: null });
  for (const [name, value] of entries(modules['@aws-appsync/utils'])) realm[name] = value;

  const hide = (target, name) => {
    if (target && name in target) defineProperty(target, name, { value: target[name], enumerable: false });
  };
  /** As fromWire and toPage do outside. */
  const fromWire = (value) => {
    for (const type in value) {
      const content = value[type];
      if (type === 'S' || type === 'BOOL') return content;
      if (type === 'N') return toNumber(content);
      if (type === 'M') return fromWireValues(content);
      if (type === 'NULL') return null;
      if (type !== 'L' && type !== 'NS') return content;
      const read = type === 'L' ? fromWire : toNumber;
      for (let at = 0; at < content.length; at += 1) content[at] = read(content[at]);
      return content;
    }
  };
  const fromWireValues = (values) => {
    // In place: nobody else has them, and a name such as __proto__ stays a property.
    for (const name in values) values[name] = fromWire(values[name]);
    return values;
  };
  const readPage = ({ Items = [], LastEvaluatedKey, ScannedCount = Items.length }) => {
    for (let at = 0; at < Items.length; at += 1) fromWireValues(Items[at]);
    const nextToken = LastEvaluatedKey === undefined ? null : host.seal(stringify(LastEvaluatedKey));
    return { items: Items, nextToken, scannedCount: ScannedCount };
  };

  return {
    modules,
    write,
    each: function* (iterable) {
      let rounds = 0;
      for (const one of iterable) {
        if (rounds === host.maxRounds) return warnOfLoop();
        rounds += 1;
        yield one;
      }
    },
    keys: (target) => {
      const found = {};
      let rounds = 0;
      for (const name in target) {
        if (rounds === host.maxRounds) {
          warnOfLoop();
          break;
        }
        rounds += 1;
        found[name] = true;
      }
      return found;
    },
    run: (handler, contextText, givenText, isPage) => {
      const ctx = parse(contextText);
      if (givenText !== undefined) ctx.result = isPage ? readPage(parse(givenText)) : parse(givenText);
      ctx.args = ctx.arguments;
      freeze(ctx.env);
      hide(ctx.info, 'selectionSetList');
      hide(ctx.info, 'selectionSetGraphQL');
      try {
        const result = handler(ctx);
        host.keepResult(result);
        return isReadable(result, host.levelsMax) ? undefined : write(result);
      } finally {
        host.keepStash(stringify(ctx.stash));
      }
    },
  };
})`;
