import { App } from 'aws-cdk-lib';
import { addSecurityRules } from './security-rules.ts';
import { TerroirStack } from './stack.ts';

const app = new App();
new TerroirStack(app);
addSecurityRules(app);
