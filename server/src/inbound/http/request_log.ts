// One log line per request: never a body, a query, a header or a path with ids in it.
import type { Logger } from 'pino';
import type { Caller } from '#domain/merchants/api_key.ts';
import type { RequestId } from '#kernel/id.ts';
import type { ApiError } from './errors.ts';

/** Collects what is learnt about a request and writes it at the end. */
export interface RequestLog {
  /** The pattern of the route, such as `/v1/customers/:customer`. */
  route(pattern: string): void;
  caller(caller: Caller): void;
  /** What else the line names: ids, never what a caller typed. */
  about(ids: Record<string, unknown>): void;
  replayed(): void;
  refused(error: ApiError): void;
  /** An error of our own; written with its stack. */
  failed(error: unknown): void;
  done(status: number): void;
}

/** `quiet` lines are written for `debug` only, unless they tell of a refusal or a failure. */
export function startRequestLog(log: Logger, method: string, id: RequestId, quiet = false): RequestLog {
  const started = performance.now();
  const line: Record<string, unknown> = { request: id, method, route: '(unrecognized)' };
  return {
    route: (pattern) => {
      line.route = pattern;
    },
    caller: ({ merchant, platform, livemode, hint }) => {
      Object.assign(line, { merchant: merchant.id, ...(platform && { platform: platform.id }), livemode, key: hint });
    },
    about: (ids) => Object.assign(line, ids),
    replayed: () => {
      line.replayed = true;
    },
    refused: ({ body }) => Object.assign(line, { error: body.code ?? body.type, param: body.param }),
    failed: (error) => log.error({ err: error, request: id, route: line.route }, 'a request failed'),
    done: (status) => {
      const level = quiet && status < 400 ? 'debug' : 'info';
      log[level]({ ...line, status, ms: Math.round(performance.now() - started) }, 'request');
    },
  };
}
