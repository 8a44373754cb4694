/** A training that cannot go on, for a reason that an operator can understand. */
export class TrainingFailed extends Error {
  override name = 'TrainingFailed';
}
