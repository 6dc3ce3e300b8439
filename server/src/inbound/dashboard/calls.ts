// The table of the Dashboard's calls; a test holds it to the contract in wire/dashboard.ts.

import { institutions } from './accounts/institutions.ts';
import { listAccounts } from './accounts/list.ts';
import { disconnect, retrieveAccount } from './accounts/retrieve.ts';
import { summary } from './accounts/summary.ts';
import { apiKeyCalls } from './api_keys.ts';
import type { Call } from './call.ts';
import { changes } from './changes.ts';
import {
  listConnectedAccounts,
  retrieveConnectedAccount,
  updateConnected,
} from './connected_accounts/connected_accounts.ts';
import { createOne, listCustomers, retrieveCustomer, updateOne } from './customers/customers.ts';
import { listEvents, retrieveEvent } from './events/events.ts';
import { resend } from './events/resend.ts';
import { health } from './health.ts';
import { incidents } from './incidents.ts';
import { me } from './me.ts';
import { changeMember, invite, listMembers, remove, resendInvitation } from './members/members.ts';
import { createPasskey, deletePasskey, end, listPasskeys, listSignIns, passkeyOptions } from './members/own.ts';
import { retrievePolicy, tryPolicy, updatePolicy } from './policy/policy.ts';
import { requestItems } from './relink_requests/items.ts';
import { preview } from './relink_requests/preview.ts';
import { createRequest, listRequests, retrieveRequest, stopRequest } from './relink_requests/requests.ts';
import { listMails } from './sandbox/mails.ts';
import { simulateOnAccount, simulateOnAuthorization } from './sandbox/simulate.ts';
import { advanceClock, createClock, listTestClocks } from './sandbox/test_clocks.ts';
import { search } from './search.ts';
import { deleteLogo, mailPreview, retrieveSettings, updateAll, uploadLogo } from './settings/settings.ts';
import { webhookEndpointCalls } from './webhook_endpoints.ts';

export const calls: readonly Call[] = [
  ...[me, changes, search],
  ...[listAccounts, summary, retrieveAccount, disconnect, institutions, incidents],
  ...[preview, createRequest, listRequests, retrieveRequest, requestItems, stopRequest],
  ...[listCustomers, createOne, retrieveCustomer, updateOne],
  ...[listConnectedAccounts, retrieveConnectedAccount, updateConnected],
  ...[listEvents, retrieveEvent, resend],
  ...[retrieveSettings, updateAll, uploadLogo, deleteLogo, mailPreview],
  ...[listMembers, invite, changeMember, resendInvitation, remove],
  ...[listSignIns, end, listPasskeys, passkeyOptions, createPasskey, deletePasskey],
  ...[health, listMails, listTestClocks, createClock, advanceClock, simulateOnAccount, simulateOnAuthorization],
  ...[retrievePolicy, updatePolicy, tryPolicy],
  ...webhookEndpointCalls,
  ...apiKeyCalls,
];
