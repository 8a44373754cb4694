import { App } from 'aws-cdk-lib';
import { addTerroir } from './terroir.ts';

addTerroir(new App());
