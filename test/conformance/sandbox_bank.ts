// The sandbox bank as the kit's test bank: its operator's desk moves customers and accounts, its pages are walked for them.
import type { BankConnector, Credential, InstitutionProfile } from '../../server/src/domain/connections/bank.ts';
import { type BankWorld, redirectUri } from '../banks/world.ts';
import type { TestBank } from './subject.ts';

const GRANT_EVENTS = { revoked_by_customer: 'revoked', revoked_by_bank: 'revoked_by_bank', tokens_lost: 'tokens_lost' };
const FAULTS = {
  maintenance: { status: 503, retry_after: 600, at: 'fdx' },
  too_many_requests: { status: 429, code: '1207', at: 'fdx' },
  nonsense: { garbage: true, at: 'fdx' },
  lost_refresh: { lose_answer: true, times: 1 },
};

export function sandboxBank(world: BankWorld, institution: InstitutionProfile, connector: BankConnector): TestBank {
  const { slug } = institution;
  const personAt = (user: string) => `${slug}/people/${encodeURIComponent(user)}`;
  const grantOf = async (user: string) => {
    const { consents } = (await world.desk('GET', personAt(user))) as { consents: { consent_id: string }[] };
    return `${slug}/consents/${consents.at(-1)!.consent_id}`;
  };
  return {
    connector,
    redirect_uri: redirectUri(slug),
    busy: { customer: 'busy', account: 'Busy Checking' },
    async visit(step, customer, wish) {
      if (step.type === 'form') return { type: 'answer', values: { username: customer, password: 'any' } };
      if (step.type !== 'redirect') throw new Error(`a customer has nothing to do with ${step.type}`);
      const outcome = wish === 'agree' ? 'approve' : 'cancel';
      const request = { url: step.url, bank_user: customer, accounts: null, outcome } as const;
      return { type: 'callback', url: (await world.control.authorize(institution, request)).redirect_to };
    },
    setTime: (customer, at) => world.control.setTime(institution, customer, at),
    async happens(customer, event) {
      await world.desk('POST', `${await grantOf(customer)}/simulate`, { event: GRANT_EVENTS[event] });
    },
    async announces(customer, from) {
      await world.desk('PUT', `${await grantOf(customer)}/reauthentication`, { from: from?.toISOString() ?? null });
    },
    async befalls(customer, bank_account, event) {
      await world.desk('POST', `${personAt(customer)}/accounts/${bank_account}/simulate`, { event });
    },
    async fails(how) {
      const at = how === 'lost_refresh' ? { at: 'sign_ins' in institution.protocol ? 'form' : 'token' } : {};
      await world.desk('PUT', `${slug}/faults`, how && { ...FAULTS[how], ...at });
    },
    async steal({ secret }: Credential) {
      const { access_token } = JSON.parse(secret) as { access_token: string };
      const headers = { authorization: `Bearer ${access_token}` };
      return (await fetch(`${world.url}/${slug}/fdx/v6/accounts`, { headers })).status;
    },
  };
}
