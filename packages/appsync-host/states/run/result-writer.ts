/** What becomes of the results of a Map run. Source: Step Functions developer guide, "ResultWriter (Map)". */
import type { ResultWriter } from '../language/definition.ts';
import { StateFault } from '../language/fault.ts';
import type { ChildEnd } from '../keep/records.ts';
import { idOfRun } from '../keep/map-runs.ts';
import type { ObjectStore } from './object-store.ts';
import type { Sources } from '../language/path.ts';

/** The results of a Map run, in the order of its items. */
export interface Results {
  mapRunArn: string;
  /** ARN of the children's machine. */
  machineArn: string;
  /** Of the Map. */
  name: string;
  sources: Sources;
  children: readonly ChildResult[];
}

interface ChildResult {
  arn: string;
  name: string;
  /** JSON text. */
  input: string;
  /** Undefined where it has not been run. */
  end: ChildEnd | undefined;
}

const FILES = ['FAILED', 'PENDING', 'SUCCEEDED'] as const;

/** Writes results where the Map says, and answers what it comes to. Errors: StateFault States.ResultWriterFailed. */
export async function handOnResults(
  results: Results,
  writer: ResultWriter | undefined,
  objects: ObjectStore,
): Promise<unknown> {
  if (writer?.parameters === undefined) return formAll(results, writer ?? { transformation: 'COMPACT' });
  const { Bucket, Prefix = '' } = writer.parameters(results.sources) as { Bucket: unknown; Prefix?: unknown };
  const bucket = String(Bucket);
  const folder = [String(Prefix).replace(/\/+$/, ''), idOfRun(results.mapRunArn)]
    .filter((part) => part !== '')
    .join('/');
  const put = async (name: string, text: string): Promise<{ Key: string; Size: number }> => {
    const [key, body] = [`${folder}/${name}`, Buffer.from(text)];
    const refusal = await objects.put(bucket, key, body);
    if (refusal !== undefined)
      throw new StateFault('States.ResultWriterFailed', `Failed to write a test file or results to S3: ${refusal}`);
    return { Key: key, Size: body.length };
  };
  const files: Record<string, object[]> = {};
  for (const file of FILES) {
    const lines = results.children
      .filter(({ end }) => fileOf(end) === file)
      .flatMap((child) => formResult(child, results.machineArn, writer.transformation))
      .map((value) => JSON.stringify(value));
    const ending = writer.outputType === 'JSON' ? 'json' : 'jsonl';
    const text = writer.outputType === 'JSON' ? `[${lines.join(',')}]` : lines.join('\n');
    files[file] = lines.length === 0 ? [] : [await put(`${file}_0.${ending}`, text)];
  }
  const manifest = { DestinationBucket: bucket, MapRunArn: results.mapRunArn, ResultFiles: files };
  const { Key } = await put('manifest.json', JSON.stringify(manifest));
  return { MapRunArn: results.mapRunArn, ResultWriterDetails: { Bucket: bucket, Key } };
}

function formAll(
  { children, machineArn }: Results,
  { transformation }: Pick<ResultWriter, 'transformation'>,
): unknown[] {
  return children.flatMap((child) => formResult(child, machineArn, transformation));
}

function fileOf(end: ChildEnd | undefined): (typeof FILES)[number] {
  if (end === undefined) return 'PENDING';
  return end.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED';
}

/** What is told of a child, as a list; one that has not succeeded is told whole, whatever the transformation. */
function formResult(child: ChildResult, machineArn: string, transformation: ResultWriter['transformation']): unknown[] {
  const { end } = child;
  if (end?.status !== 'SUCCEEDED' || transformation === 'NONE') return [describeChild(child, machineArn)];
  return transformation === 'FLATTEN' && Array.isArray(end.output) ? end.output : [end.output];
}

function describeChild({ arn, name, input, end }: ChildResult, machineArn: string): object {
  const told = {
    ExecutionArn: arn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    StateMachineArn: machineArn,
  };
  if (end === undefined) return { ...told, Status: 'PENDING' };
  const { status, output, error, cause, startedMs, endedMs } = end;
  return {
    ...told,
    ...(status === 'SUCCEEDED' && { Output: JSON.stringify(output), OutputDetails: { Included: true } }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
    StartDate: new Date(startedMs).toISOString(),
    Status: status,
    StopDate: new Date(endedMs).toISOString(),
  };
}
