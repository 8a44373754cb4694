import { App } from 'aws-cdk-lib';
import { orExplain } from './context-error.ts';
import { readEnvironments } from './environments.ts';
import { addSecurityRules } from './security-rules.ts';
import { TerroirStack } from './stack.ts';

const app = new App();
for (const environment of orExplain(() => readEnvironments(app.node))) new TerroirStack(app, environment);
addSecurityRules(app);
