import { App } from 'aws-cdk-lib';
import { orExplain } from './context-error.ts';
import { createPipeline } from './pipeline/pipeline-stack.ts';
import { readPipelineSettings } from './pipeline/settings.ts';
import { addSecurityRules } from './security-rules.ts';

const app = new App();
createPipeline(
  app,
  orExplain(() => readPipelineSettings(app.node)),
);
addSecurityRules(app);
