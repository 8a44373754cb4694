import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Holds every stack of the app against AWS's own list of what a sound solution does: `app.synth()` throws for a finding
 * that is not acknowledged, with a reason, beside the resource.
 */
export function addSecurityRules(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
