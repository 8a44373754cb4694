import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../../../packages/appsync-host/batch/dockerfile.ts';

const HEAD = 'FROM node:24\nWORKDIR /app\nCOPY . .\n';

describe('a Dockerfile', () => {
  it('tells what its image runs, and with what', () => {
    const text = `# syntax=docker/dockerfile:1
      ARG BASE=node:24
      FROM \${BASE} AS job
      LABEL what=it
      ENV A=1 B="two words" \\
        C=3
      WORKDIR /srv
      WORKDIR app/
      COPY --chown=10001:10001 . ./
      USER 10001:10001
      EXPOSE 80
      ENTRYPOINT ["node", "--enable-source-maps"]
      CMD ["index.mjs", "now"]`;
    expect(readDockerfile(text)).toEqual({
      workdir: '/srv/app',
      environment: { A: '1', B: 'two words', C: '3' },
      entrypoint: ['node', '--enable-source-maps'],
      command: ['index.mjs', 'now'],
    });
  });

  it('may have other stages, which are not looked at', () => {
    const text = `FROM debian AS tools\nRUN make\n${HEAD.replace('node:24', 'node:24 AS job')}CMD ["node", "a.mjs"]`;
    expect(readDockerfile(`${text}\nFROM job AS last\nRUN more`, 'job').command).toEqual(['node', 'a.mjs']);
  });

  it.each([
    ['RUN npm ci', 'it has RUN npm ci'],
    ['ADD https://example.com/it /it', 'it has ADD https://example.com/it /it'],
    ['COPY other .', 'it has COPY other .'],
    ['COPY --from=tools . .', 'it has COPY --from=tools . .'],
    ['CMD node index.mjs', 'it has CMD node index.mjs, which is no list of texts'],
    ['ENV A $B', 'it has ENV A $B'],
    ['WORKDIR /other\nCMD ["node", "a.mjs"]', 'it starts in /other, and its folder is copied to /app'],
    ['', 'it has neither ENTRYPOINT nor CMD'],
  ])('with %j is refused, with what to do', (line, reason) => {
    expect(() => readDockerfile(`${HEAD}${line}`)).toThrow(
      `The Dockerfile cannot be run here: ${reason}. The laptop host runs images of FROM, WORKDIR, ENV, USER, one COPY`,
    );
  });

  it('without the stage that is asked for, or of a stage of its own, is refused', () => {
    expect(() => readDockerfile(HEAD, 'job')).toThrow('it has no stage job');
    expect(() => readDockerfile('FROM a AS one\nRUN x\nFROM one\nCMD ["node"]')).toThrow('goes on from its own stage');
    expect(() => readDockerfile('FROM a\nCMD ["node", "a.mjs"]')).toThrow('it copies no folder');
  });
});
