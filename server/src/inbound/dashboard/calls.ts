// The table of the Dashboard's calls; a test holds it to the contract in wire/dashboard.ts.

import { institutions } from './accounts/institutions.ts';
import { listAccounts } from './accounts/list.ts';
import { summary } from './accounts/summary.ts';
import type { Call } from './call.ts';
import { me } from './me.ts';

export const calls: readonly Call[] = [me, listAccounts, summary, institutions];
