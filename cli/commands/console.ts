import { extname } from 'node:path';
import { buildConsole } from '../../console/build.ts';
import { OUTPUTS } from '../../contract/settings.ts';
import { putSiteFile } from '../../store/s3/site.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { openPlace, PLACE_OPTIONS } from '../deployment/place.ts';
import { countOf } from '../output/count.ts';

const HELP = `terroir console: puts the console of this release where a deployment serves it. Usage:

  npm run terroir -- console --outputs outputs.json

  --outputs FILE  what cdk deploy --outputs-file has written
  --data FOLDER   the folder of a laptop host, to rehearse: npm start serves its console by itself

Repeat it after each deployment. Files of earlier releases stay, for whoever has the page open.
Exit code: 0 done, 1 failed, 2 wrongly asked.`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: PLACE_OPTIONS });
    const place = await openPlace(values, surroundings);
    const name = place.outputs[OUTPUTS.consoleBucket];
    if (name === undefined) {
      throw new CommandError('This deployment has no console: deploy it without -c console=off first.');
    }
    const bucket = place.openBucket(name);
    const files = await buildConsole();
    // The page comes last, so that it never names a file that is not there yet.
    for (const { path, bytes } of files.sort((one, other) => rankOf(one.path) - rankOf(other.path))) {
      const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
      await putSiteFile(bucket, { path, bytes, contentType, isForever: path.startsWith('assets/') });
    }
    const url = place.output('consoleUrl');
    const told = values.outputs === undefined ? `AWS would serve them at ${url}` : `the console is at ${url}`;
    surroundings.print(`${countOf(files.length, 'file')} put; ${told}`);
    return 0;
  },
};

function rankOf(path: string): number {
  return path === 'index.html' ? 1 : 0;
}
