// What an endpoint is: method, path, parameters and the function that runs inside the request's transaction.
import type { z } from 'zod';
import type { Context } from '#domain/context.ts';
import type { Caller } from '#domain/merchants/api_key.ts';
import { KEY_RESOURCES, type KeyResource } from '#wire/dashboard_workspace.ts';
import type { ApiVersion, Feature } from '#wire/versions.ts';
import { ApiError } from './errors.ts';
import type { FormHash } from './form.ts';
import type { Requirement } from './keys.ts';
import { parseParams } from './params.ts';

/** What an endpoint gets besides its parameters. */
export interface RequestContext extends Context {
  version: ApiVersion;
  /** The origin of addresses that an answer tells. */
  public_url: string;
  caller: Caller;
  /** Tells the developer, in the header `Relink-Warning`, what will not work as he may think. One line of plain ASCII. */
  warn(text: string): void;
  /** Where the request came from and what sent it, as far as is known. */
  sender: Sender;
}

export interface Sender {
  ip_address: string | null;
  user_agent: string | null;
}

/**
 * An answer that needs a job to be done first: the transaction commits, the platform waits for the job, then the endpoint's
 * `present` runs in a transaction of its own.
 */
export interface Deferred {
  deferred: true;
  job: number;
}

/** An error as the answer of work that is kept: what was counted or found out commits, unlike what a thrown error undoes. */
export interface Refusal {
  refused: ApiError;
}

type Answer = object | Deferred | Refusal;

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Endpoint {
  readonly method: Method;
  /** `/v1/customers/:customer` */
  readonly path: string;
  /** Refused with a live key. */
  readonly sandbox_only: boolean;
  /** A page may call it, too, with a publishable key; `run` asks for the client secret then. */
  readonly by_pages: boolean;
  /** What a restricted key must have been given; null: none may call. */
  readonly needs: Requirement | null;
  /** Versions without the feature do not have the URL. */
  readonly feature: Feature | null;
  /** Throws ApiError. */
  parse(input: FormHash, version: ApiVersion): Record<string, unknown>;
  /** Returns the object as the newest preview version shows it; rendering for the request's version comes after. */
  run(context: RequestContext, params: never, path: Record<string, string>): Promise<Answer>;
  /** What a deferred answer shows once its job is done, also to a request that comes again after a crash; null where none is. */
  readonly present: ((context: RequestContext, path: Record<string, string>) => Promise<object>) | null;
}

type PathParams<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? { [Key in Name]: string } & PathParams<More>
    : { [Key in Rest]: string }
  : object;

interface Definition<Path extends string, Schema extends z.ZodObject> {
  method: Method;
  path: Path;
  params: Schema | ((version: ApiVersion) => Schema);
  sandbox_only?: boolean;
  by_pages?: boolean;
  /** Where the path does not name the resource whose permission it takes. */
  resource?: KeyResource;
  feature?: Feature;
  run(context: RequestContext, params: z.output<Schema>, path: PathParams<Path>): Promise<Answer>;
  present?(context: RequestContext, path: PathParams<Path>): Promise<object>;
}

/**
 * Defines an endpoint with the types of its parameters inferred. Unknown parameters are refused at the top by this
 * function and in nested hashes by `hash()`. A schema that depends on the version is made once per distinct version.
 */
export function endpoint<Path extends string, Schema extends z.ZodObject>(
  definition: Definition<Path, Schema>,
): Endpoint {
  const { params } = definition;
  const strict = typeof params === 'function' ? perVersion(params) : always(params.strict());
  return {
    method: definition.method,
    path: definition.path,
    sandbox_only: definition.sandbox_only ?? false,
    by_pages: definition.by_pages ?? false,
    needs: requirementOf(definition.method, definition.resource ?? resourceOf(definition.path)),
    feature: definition.feature ?? null,
    parse: (input, version) => parseParams(strict(version), input),
    run: definition.run as Endpoint['run'],
    present: (definition.present ?? null) as Endpoint['present'],
  };
}

/** Reading is GET. What has no resource is closed to restricted keys, so that nothing is open because it was forgotten. */
function requirementOf(method: Method, resource: KeyResource | undefined): Requirement | null {
  return resource === undefined ? null : { resource, level: method === 'GET' ? 'read' : 'write' };
}

/** The part of the path that names it; everything below test_helpers is one resource. */
function resourceOf(path: string): KeyResource | undefined {
  const [first, second] = path.split('/').slice(2);
  // What is linked is called accounts in permissions, so accounts of Connect have another name there.
  const connected = first === 'accounts' || first === 'account';
  const name = first === 'financial_connections' ? second : connected ? 'connected_accounts' : first;
  return KEY_RESOURCES.find((known) => known === name);
}

function always(schema: z.ZodObject): () => z.ZodObject {
  return () => schema;
}

// `release` takes one of a handful of values, so the map stays small whatever versions callers send.
function perVersion(make: (version: ApiVersion) => z.ZodObject): (version: ApiVersion) => z.ZodObject {
  const made = new Map<string, z.ZodObject>();
  return (version) => {
    const key = `${version.release}|${version.preview}`;
    const schema = made.get(key) ?? make(version).strict();
    made.set(key, schema);
    return schema;
  };
}

/**
 * Answer with the endpoint's `present` once the job is done. A job that fails with `{status, type, code?, message, param?}`
 * answers that.
 */
export function afterJob(job: number): Deferred {
  return { deferred: true, job };
}

export function isDeferred(answer: Answer): answer is Deferred {
  return 'deferred' in answer && answer.deferred === true;
}

/** Answer with the error and keep what was done. */
export function refuse(error: ApiError): Refusal {
  return { refused: error };
}

export function isRefusal(answer: Answer): answer is Refusal {
  return 'refused' in answer && answer.refused instanceof ApiError;
}
