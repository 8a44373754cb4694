import { App } from 'aws-cdk-lib';
import { readEnvironments } from './environments.ts';
import { addSecurityRules } from './security-rules.ts';
import { TerroirStack } from './stack.ts';

const app = new App();
for (const environment of readEnvironments(app.node)) new TerroirStack(app, environment);
addSecurityRules(app);
