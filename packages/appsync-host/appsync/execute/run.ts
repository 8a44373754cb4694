import type {
  DocumentNode,
  ExecutionArgs,
  GraphQLField,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { FieldError, FieldRunner } from '../../resolver/field.ts';
import type { Caller } from '../access/caller.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { ErrorRow } from './error-rows.ts';
import type { Publish, Trail } from './publication.ts';

/** An API's own part in executing: the same for every request. */
export interface Engine {
  schema: GraphQLSchema;
  /** By which resolvers of the root's fields are run, as createGatheringSchema() makes it of the other. */
  gathering: GraphQLSchema;
  fields: FieldRunner;
  environment: Record<string, string>;
  defaultMode: string;
  /** 0 is no limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  /** Whether a mutation's results are published at all. */
  isPublished: (mutation: string) => boolean;
  publish: Publish;
  /** Ends subscriptions, as a mutation's resolver asked by extensions.invalidateSubscriptions. */
  invalidate?: (invalidation: unknown) => void;
}

/** One operation to run, checked in every way that can be checked before it runs. */
export interface Operation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  variables: Record<string, unknown>;
  caller: Caller;
  headers: Record<string, string | string[]>;
}

/** The JSON that a request is answered with. */
export interface Answer {
  data: unknown;
  errors?: ErrorRow[];
}

/** A field of the schema. */
export type Field = GraphQLField<unknown, unknown>;
/** Why a field may not be had; undefined where it may. */
export type Refused = FieldError | undefined;

/** What is gathered while one operation runs. */
export interface Run {
  engine: Engine;
  operation: Operation;
  rows: ErrorRow[];
  responseHeaders: Record<string, string>;
  resolverCount: number;
  /** Why fields may not be had; a list asks the same of each of its elements. */
  refusals: Map<Field, Refused>;
  /** Kept for a mutation that may be published. */
  trail?: Trail;
  deadline: Deadline;
}

/** Gives a field of an operation its value, before it is completed. */
export type Resolve = (run: Run, source: unknown, args: Record<string, unknown>, info: GraphQLResolveInfo) => unknown;

/** Starts to gather, and the clock. */
export function startRun(engine: Engine, operation: Operation, timeoutMs: number): Run {
  return {
    engine,
    operation,
    rows: [],
    responseHeaders: {},
    resolverCount: 0,
    refusals: new Map(),
    deadline: startDeadline(timeoutMs),
  };
}

/** What graphql-js is to execute: by which schema, and how fields get their values. */
export function describeExecution(run: Run, schema: GraphQLSchema, resolve: Resolve): ExecutionArgs {
  const { document, definition, variables } = run.operation;
  return {
    schema,
    document,
    variableValues: variables,
    operationName: definition.name?.value ?? null,
    fieldResolver: (source: unknown, args: Record<string, unknown>, _: unknown, info) =>
      resolve(run, source, args, info),
    typeResolver: nameType,
  };
}

/** An object says which type of a union or interface it is of; nothing else tells. */
export function nameType(value: unknown): string | undefined {
  const name = ownProperty(value, '__typename');
  return typeof name === 'string' ? name : undefined;
}

/** A property of a value's own, undefined where there is none. */
export function ownProperty(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
