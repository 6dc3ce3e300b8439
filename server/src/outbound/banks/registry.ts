// The banks the platform can reach: one connector per kind, sharing caches, limits and the platform's own keys.

import type { Banks } from '#domain/connections/banks.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Egress } from '../egress/egress.ts';
import type { ClientKeys } from './client_keys.ts';
import { createBankControl } from './control.ts';
import { createCredentialsConnector } from './credentials/connector.ts';
import { createFdxConnector } from './fdx/connector.ts';
import { createIssuers } from './fdx/issuer.ts';
import { BANK_TIMEOUT_MS, createBankFetch } from './http.ts';
import { certificateOf, createLines, type SandboxBank } from './line.ts';
import { type CommonProtocol, credentialsProtocol, fdxProtocol, readProtocol } from './protocol.ts';
import type { VisitReport } from './visit.ts';

/** Walking a bank's pages takes several of its own requests. */
const CONTROL_TIMEOUT_MS = 20_000;

export interface BanksOptions {
  /** The bank that sandbox institutions are at; null in live mode, where every row is complete. */
  sandbox: SandboxBank | null;
  keys: ClientKeys;
  egress: Egress;
  /** Real time, for token lifetimes. */
  clock: Clock;
  /** Per exchange with a bank; the default is 8 s. */
  timeout_ms?: number;
  /** Told of every visit that the bank's side ended; no secrets in it. */
  report?: VisitReport;
}

/** Opens the connectors. Nothing is sent before the first call. */
export function createBanks(options: BanksOptions): Banks {
  const { sandbox, keys, clock, egress } = options;
  const timeout_ms = options.timeout_ms ?? BANK_TIMEOUT_MS;
  const report = options.report ?? (() => {});
  const lines = createLines({ sandbox, egress, timeout_ms, clock });
  const shared = { lines, clock, report, keys, issuers: createIssuers({ keys, timeout_ms, clock }) };
  const fdx = {
    user: createFdxConnector({ ...shared, actor: 'user' }),
    batch: createFdxConnector({ ...shared, actor: 'batch' }),
  };
  const credentials = createCredentialsConnector(shared);
  return {
    connector: (kind, actor = 'batch') => (kind === 'fdx' ? fdx[actor] : credentials),
    control: sandbox && openControl(sandbox, egress),
    certificate: async (kind, institution) => {
      const shape = kind === 'fdx' ? fdxProtocol : credentialsProtocol;
      return await certificateOf(readProtocol<CommonProtocol>(shape, institution), sandbox);
    },
  };
}

function openControl({ url, control_token }: SandboxBank, egress: Egress) {
  const http = createBankFetch({ fetch: egress.fetch, timeout_ms: CONTROL_TIMEOUT_MS, origins: [new URL(url).origin] });
  return createBankControl({ http, bank_url: url, token: control_token });
}
