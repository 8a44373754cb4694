import type { ServiceDescriptor } from '../descriptor.ts';
import { isKnown } from '../iam/authority.ts';
import { arnOf, chooseName, type Identity, type IdentityParts, identifyByName } from '../template/identity.ts';
import { DESCRIBED, ignoreWhole, REASONS } from '../template/resource-type.ts';
import type { Stack } from '../template/stack.ts';
import { startLambdaApi } from './api.ts';
import { type FunctionDefinition, LATEST, readAliases, readFunctions, readVersions } from './definition.ts';
import { createLambda } from './lambda.ts';

const STARTED_AHEAD = 'processes are started ahead anyhow';

/** AWS Lambda: each function in processes of its own. */
export const lambda: ServiceDescriptor = {
  name: 'lambda',
  types: {
    'AWS::Lambda::Function': {
      honoured: [
        ...['FunctionName', 'Code.S3Bucket', 'Code.S3Key', 'Handler', 'Timeout', 'MemorySize'],
        ...['Environment.Variables', 'Runtime', 'Role', 'ReservedConcurrentExecutions', 'LoggingConfig.LogGroup'],
      ],
      ignored: {
        ...DESCRIBED,
        Architectures: "the laptop's own is used",
        TracingConfig: REASONS.tracing,
        'LoggingConfig.LogFormat': 'functions print what they print',
        'LoggingConfig.ApplicationLogLevel': 'functions print what they print',
        'LoggingConfig.SystemLogLevel': REASONS.logs,
        PackageType: 'Zip is the only one that has Code.S3Key',
        KmsKeyArn: REASONS.encryption,
        EphemeralStorage: 'the disk of the laptop is as large as it is',
        RecursiveLoop: 'loops are not detected',
      },
      values: { Runtime: ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'], PackageType: ['Zip'] },
      identify: (parts) => identifyByName(chooseName(parts, 'FunctionName'), arnOfFunction),
    },
    'AWS::Lambda::Version': {
      honoured: ['FunctionName'],
      ignored: { ...DESCRIBED, ProvisionedConcurrencyConfig: STARTED_AHEAD },
      identify: identifyVersion,
    },
    'AWS::Lambda::Alias': {
      honoured: ['FunctionName', 'Name', 'FunctionVersion', 'RoutingConfig.AdditionalVersionWeights'],
      ignored: { ...DESCRIBED, ProvisionedConcurrencyConfig: STARTED_AHEAD },
      identify: identifyAlias,
    },
    'AWS::Lambda::EventInvokeConfig': {
      honoured: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts'],
      ignored: { MaximumEventAgeInSeconds: 'an event waits for nothing but a process' },
      values: { MaximumRetryAttempts: [0] },
    },
    'AWS::Lambda::Permission': ignoreWhole(REASONS.grants),
  },
  start: async ({ stack, folder, access, calls, wishes, warn, echo }) => {
    const definitions = readAll(stack, warn);
    for (const { name, roleArn, version } of definitions) {
      if (version !== LATEST) continue;
      if (!isKnown(calls.iam, roleArn)) warn(`${name} has no role of the stack: what it does is not checked.`);
    }
    const started = createLambda({
      definitions,
      aliases: readAliases(stack),
      access,
      authority: calls.iam,
      logFolder: folder('logs'),
      telemetry: calls.telemetry,
      ...(wishes.lambdaConcurrency !== undefined && { concurrency: wishes.lambdaConcurrency }),
      ...(wishes.functionEndpoints !== undefined && { endpoints: wishes.functionEndpoints }),
      ...(echo && { echo }),
    });
    const { call, versions } = started;
    const api = await startLambdaApi({ authority: calls.iam, call, versions });
    return {
      endpoint: api.endpoint,
      calls: { lambda: started.invoke, callLambda: call, versions },
      adopt: (other) => started.deploy(readAll(other, () => undefined)),
      warm: started.warm,
      close: async () => {
        await api.close();
        await started.close();
      },
    };
  },
};

/** Every function as its newest code, and every version of it that the template publishes. */
function readAll(stack: Stack, warn: (line: string) => void): FunctionDefinition[] {
  const latest = readFunctions(stack, warn);
  const published = readVersions(stack).flatMap(({ functionName, version }) =>
    latest.filter(({ name }) => name === functionName).map((definition) => ({ ...definition, version })),
  );
  return [...latest, ...published];
}

function arnOfFunction(name: string): string {
  return arnOf('lambda', `function:${name}`);
}

function identifyVersion(parts: IdentityParts): Identity {
  const arn = qualify(parts.property('FunctionName'));
  const version = String(parts.numberOf(arn, parts.logicalId));
  const ref = `${arn}:${version}`;
  return { ref, attributes: { Version: version, FunctionArn: ref } };
}

function identifyAlias(parts: IdentityParts): Identity {
  const ref = `${qualify(parts.property('FunctionName'))}:${String(parts.property('Name'))}`;
  return { ref, attributes: { AliasArn: ref } };
}

function qualify(functionName: unknown): string {
  const name = String(functionName);
  return name.startsWith('arn:') ? name : arnOfFunction(name);
}
