// The banks the platform can reach: one connector per kind, sharing caches, limits and the platform's client credentials.

import type { Banks } from '#domain/connections/bank.ts';
import { unreachable } from '#kernel/assert.ts';
import type { Clock } from '#kernel/clock.ts';
import { createBankControl } from './control.ts';
import { createCredentialsConnector } from './credentials/connector.ts';
import { createFdxConnector } from './fdx/connector.ts';
import { createIssuers } from './fdx/issuer.ts';
import { BANK_TIMEOUT_MS, createBankFetch } from './http.ts';
import type { VisitReport } from './visit.ts';

/** Walking a bank's pages takes several of its own requests. */
const CONTROL_TIMEOUT_MS = 20_000;

export interface BanksOptions {
  /** Origin of the sandbox bank; institutions' paths are resolved against it. */
  bank_url: string;
  bank_control_token: string;
  client_id: string;
  client_secret: string;
  fetch?: typeof fetch;
  /** Real time, for token lifetimes. */
  clock: Clock;
  /** Per exchange with a bank; the default is 8 s. */
  timeout_ms?: number;
  /** Told of every visit that the bank's side ended; no secrets in it. */
  report?: VisitReport;
}

/** Opens the connectors. Nothing is sent before the first call. */
export function createBanks(options: BanksOptions): Banks {
  const { bank_url, client_id, client_secret, clock } = options;
  const send = options.fetch ?? fetch;
  const timeout_ms = options.timeout_ms ?? BANK_TIMEOUT_MS;
  const origins = [new URL(bank_url).origin];
  const report = options.report ?? (() => {});
  const http = createBankFetch({ fetch: send, timeout_ms, origins });
  const issuers = createIssuers({ http, bank_url, client_id, client_secret, timeout_ms, clock });
  const fdx = createFdxConnector({ http, bank_url, clock, issuers, report });
  const credentials = createCredentialsConnector({ http, bank_url, clock, client_id, client_secret, report });
  const controlHttp = createBankFetch({ fetch: send, timeout_ms: CONTROL_TIMEOUT_MS, origins });
  return {
    connector(kind) {
      switch (kind) {
        case 'fdx':
          return fdx;
        case 'credentials':
          return credentials;
        default:
          return unreachable(kind);
      }
    },
    control: createBankControl({ http: controlHttp, bank_url, token: options.bank_control_token }),
  };
}
