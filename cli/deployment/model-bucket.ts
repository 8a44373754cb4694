import { openBucket, type Bucket } from '../../store/bucket.ts';
import { resolvePath, type Surroundings } from '../command.ts';
import { readDeployment, readLaptop, requireOutput } from './deployment.ts';

/** The bucket of datasets and model versions: of a deployment whose outputs are named, else of the laptop host. */
export async function findModelBucket(
  options: { outputs?: string | undefined; data?: string | undefined },
  surroundings: Surroundings,
): Promise<Bucket> {
  if (options.outputs !== undefined) {
    const path = resolvePath(options.outputs, '', surroundings);
    const { outputs, region } = await readDeployment(path, surroundings.env);
    return openBucket(requireOutput(outputs, 'modelBucket', path), { region });
  }
  const { outputs, aws } = await readLaptop(resolvePath(options.data, '.local', surroundings));
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  return openBucket(requireOutput(outputs, 'modelBucket', 'the laptop host'), {
    region,
    endpoint: endpoints.s3,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
}
