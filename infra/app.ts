import { App } from 'aws-cdk-lib';
import { addSecurityRules } from './security-rules.ts';
import { TerroirStack } from './terroir.ts';

const app = new App();
new TerroirStack(app);
addSecurityRules(app);
