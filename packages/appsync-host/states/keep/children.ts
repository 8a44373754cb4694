/** Children of a Map run. */
import { createHash } from 'node:crypto';
import { idOfRun, type MapRun } from './map-runs.ts';

/** A child's name and ARN, which are the same whenever it is run. */
export function nameChild(
  { arn, childType }: Pick<MapRun, 'arn' | 'childType'>,
  child: number,
): { arn: string; name: string } {
  const digest = createHash('sha256')
    .update(`${arn}/${String(child)}`)
    .digest('hex');
  const name = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  const path = arn.slice(0, arn.lastIndexOf(':'));
  return childType === 'STANDARD'
    ? { name, arn: `${path.replace(':mapRun:', ':execution:')}:${name}` }
    : { name, arn: `${path.replace(':mapRun:', ':express:')}:${idOfRun(arn)}:${name}` };
}
