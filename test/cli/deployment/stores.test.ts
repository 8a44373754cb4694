import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command as publish } from '../../../cli/commands/console.ts';
import { command } from '../../../cli/commands/keys.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
beforeEach(async () => void (stage = await setStage()));
afterEach(() => stage.clear());

const keys = (...args: string[]): Promise<number> => command.run(args, stage);

describe('where the keys are', () => {
  it('asks for npm start where there is no host', async () => {
    await expect(keys('list', '--data', 'elsewhere')).rejects.toThrow(/no host\.json in .*elsewhere\. Run npm start/);
  });

  it('finds a deployment by the file that cdk deploy writes', async () => {
    const write = (content: string): Promise<void> => writeFile(join(stage.folder, 'aws.json'), content);
    const list = (): Promise<number> => keys('list', '--outputs', 'aws.json');
    await expect(list()).rejects.toThrow(/cannot be read .*--outputs-file FILE$/);
    await write('not JSON');
    await expect(list()).rejects.toThrow(/is not what cdk deploy --outputs-file writes\.$/);
    for (const other of ['null', '[{}]', '{ "name": "terroir" }', '{ "Terroir": null }']) {
      await write(other);
      await expect(list(), other).rejects.toThrow(/is not what cdk deploy --outputs-file writes\.$/);
    }
    await write('{"Cellar": {}}');
    await expect(list()).rejects.toThrow(/Set AWS_REGION/);
    await write('{"Terroir": {"Endpoint": "https://x.appsync-api.eu-west-1.amazonaws.com/graphql"}}');
    await expect(list()).rejects.toThrow(/has no output ClientsTableName of the stack Terroir\.$/);
  });

  it('is not guessed where a deployment and a laptop host are named', async () => {
    const refused = { exitCode: 2, message: expect.stringContaining('give one of the two') as string };
    const both = ['--outputs', 'aws.json', '--data', '.local'];
    await expect(keys('list', ...both)).rejects.toMatchObject(refused);
    await expect(publish.run(both, stage)).rejects.toMatchObject(refused);
  });

  it('asks which one is meant where a file tells of several environments', async () => {
    const endpoint = 'https://x.appsync-api.eu-west-1.amazonaws.com/graphql';
    const stacks = { 'Terroir-staging': { Endpoint: endpoint }, 'Terroir-production': { Endpoint: endpoint } };
    await writeFile(join(stage.folder, 'aws.json'), JSON.stringify(stacks));
    const list = (place: string): Promise<number> => keys('list', '--outputs', place);
    await expect(list('aws.json')).rejects.toThrow(
      /tells of Terroir-staging, Terroir-production\. Say which one is meant: .*aws\.json#Terroir-staging$/,
    );
    await expect(list('aws.json#Terroir-production')).rejects.toThrow(/has no output ClientsTableName/);
    await expect(list('aws.json#Terroir')).rejects.toThrow(/tells of .*, not of Terroir\.$/);
  });
});
