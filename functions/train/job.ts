import type { StoredAdmission } from '../../contract/stored/datasets.ts';
import type { GateDecision, StoredFile, StoredLoss, StoredVersion } from '../../contract/stored/models.ts';
import type { ModelFile } from '../../contract/objects.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { LabelledWine } from '../../artifacts/compare.ts';

/** The source of examples that come from labels. */
export const LABELS = 'labels';

/** A wine that a client has labelled. */
export interface ClientLabel extends LabelledWine {
  clientId: string;
}

/** All that making and judging a model version depends on, as it is sent to the thread that does it. */
export interface TrainJob {
  /** The id that the version will have. */
  version: string;
  bucketName: string;
  /** Folder of the starter version, which also brings the settings, as a file URL. */
  starterFolder: string;
  /** The bundled dataset, as a file URL; its name is that of the file, up to the first dot. */
  datasetFile: string;
  /** The champion; undefined for the starter version that came with this code. */
  champion: StoredVersion | undefined;
  /** The `inputs` of versions that were judged before: from the same nothing is made again. */
  knownInputs: readonly string[];
  labels: ClientLabel[];
  /** Where those labels are kept, so that one can make the version again. */
  labelsFile: StoredFile;
  /** The classes that operators have admitted, beside those that datasets name. */
  admissions: Pick<StoredAdmission, 'target' | 'name'>[];
  /** SHA-256 of the code, in hex. */
  code: string;
}

/** What is known of a run while it goes on. */
export interface Progress {
  stage?: string;
  /** 0 to 1, of the whole run. */
  share?: number;
  examples?: number;
  /** How many of them are labels. */
  labels?: number;
  /** Names of the imported datasets that they are from. */
  datasets?: string[];
  refused?: string[];
  losses?: readonly StoredLoss[];
}

/** How making a version ended. */
export type TrainOutcome =
  /** The inputs are those of the champion, or of a version that was judged before. */
  { kind: 'unchanged' } | ({ kind: 'made' } & MadeVersion);

/** A version that is not registered yet. */
export interface MadeVersion {
  files: Record<ModelFile, Uint8Array>;
  manifest: Manifest;
  decision: GateDecision;
  /** SHA-256, in hex, of all that it was made from. */
  inputs: string;
}

/**
 * Makes a version, and tells how far it is; ends soon after the signal. Errors: TrainingFailed, whose message is for
 * people.
 */
export type MakeVersion = (
  job: TrainJob,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
) => Promise<TrainOutcome>;
