// A customer's visit to the bank's pages: what oidc-provider's interaction and our own notes on it say together.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { errors, type Grant, type Provider } from 'oidc-provider';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { type ConsentWish, wishOf } from '#oauth/consent_request.ts';
import { CONSENT_SCOPE } from '#oauth/scopes.ts';
import { resourceIdentifier } from '#oauth/security.ts';
import { type Locale, localeOf, type Say, speaker } from '#pages/say.ts';
import { type Account, accountsOf } from '#store/accounts.ts';
import { grantConsent } from '#store/consents.ts';
import { limitLookback } from '#store/lookbacks.ts';
import { type Person, personById } from '#store/people.ts';
import { supersedeEarlier } from '#store/superseded.ts';
import type { World } from '#world.ts';

const MAX_HINT_LENGTH = 256;

/** Our notes on the interaction; they live and die with it. */
interface VisitState {
  person_id: string | null;
  account_ids: string[];
  locale: Locale | null;
  attempts: number;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface Visit {
  c: Context;
  provider: Provider;
  interaction: Interaction;
  institution: Institution;
  /** The path of the sign-in page; the others lie below it. */
  path: string;
  state: VisitState;
  locale: Locale;
  say: Say;
  client_id: string;
  /** The client's name as customers read it. */
  client: string;
  scope: string;
  account_hint: string | null;
  /** What the client asked to be shorter than usual. */
  wish: ConsentWish;
  userHint: string;
  /** The time it is for the person, in milliseconds, where the client says so. */
  person_time: number | null;
  person: Person | null;
  /** The chosen accounts that the person (still) has. */
  accounts: Account[];
  redirectOrigins: string[];
}

/** The node request behind a Hono one. oidc-provider reads its cookies from there. */
function nodeOf(c: Context): { incoming: IncomingMessage; outgoing: ServerResponse } {
  return c.env as { incoming: IncomingMessage; outgoing: ServerResponse };
}

/** The visit a request belongs to, or null when there is none (any more). A wish for another language is kept. */
export async function openVisit(world: World, c: Context): Promise<Visit | null> {
  const slug = c.req.param('slug') ?? '';
  const uid = c.req.param('uid') ?? '';
  const institution = institutionOf(slug);
  const provider = world.providers(slug);
  if (!institution || !provider) return null;
  const interaction = await interactionOf(provider, c);
  if (interaction?.uid !== uid) return null;
  const state = stateOf(interaction);
  const wish = c.req.query('locale');
  if ((wish === 'de' || wish === 'en') && wish !== state.locale) {
    state.locale = wish;
    await keep(interaction, state);
  }
  return assemble(world, { c, provider, interaction, institution, state });
}

async function interactionOf(provider: Provider, c: Context): Promise<Interaction | undefined> {
  const { incoming, outgoing } = nodeOf(c);
  try {
    return await provider.interactionDetails(incoming, outgoing);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

type Found = Pick<Visit, 'c' | 'provider' | 'interaction' | 'institution' | 'state'>;

function assemble(world: World, found: Found): Visit {
  const { c, interaction, institution, state } = found;
  const text = (name: string): string =>
    typeof interaction.params[name] === 'string' ? String(interaction.params[name]) : '';
  const client_id = text('client_id');
  const client = world.clients.find((candidate) => candidate.client_id === client_id);
  const locale = state.locale ?? localeOf(text('ui_locales'), c.req.header('accept-language'));
  const person = state.person_id === null ? null : personById(world.store, state.person_id);
  const chosen = new Set(state.account_ids);
  return {
    ...found,
    path: `/${institution.slug}/interaction/${interaction.uid}`,
    locale,
    say: speaker(locale),
    client_id,
    client: client?.client_name ?? client_id,
    scope: text('scope'),
    account_hint: text('account_hint').slice(0, MAX_HINT_LENGTH) || null,
    wish: wishOf(interaction.params.authorization_details),
    userHint: person?.user ?? text('login_hint').slice(0, MAX_HINT_LENGTH - 1),
    person_time: text('person_time') === '' ? null : Date.parse(text('person_time')),
    person,
    accounts: person
      ? accountsOf(world.store, person.person_id).filter((account) => chosen.has(account.account_id))
      : [],
    redirectOrigins: (client?.redirect_uris(institution.slug) ?? []).map((uri) => new URL(uri).origin),
  };
}

function stateOf(interaction: Interaction): VisitState {
  const kept = interaction.result?.visit as VisitState | undefined;
  return kept ?? { person_id: null, account_ids: [], locale: null, attempts: 0 };
}

async function keep(interaction: Interaction, state: VisitState): Promise<void> {
  interaction.result = { visit: state };
  await interaction.persist();
}

/** Writes notes for the visit's next page. */
export async function remember(visit: Visit, notes: Partial<VisitState>): Promise<void> {
  await keep(visit.interaction, { ...visit.state, ...notes });
}

/** Sends the customer back with an OAuth error. Nothing was granted. */
export async function finishWithError(visit: Visit, error: string, error_description: string): Promise<Response> {
  const { incoming, outgoing } = nodeOf(visit.c);
  const result = { error, error_description };
  return visit.c.redirect(await visit.provider.interactionResult(incoming, outgoing, result), 303);
}

/** Writes the grant and the consent behind it, and sends the customer back with a code. */
export async function approve(world: World, visit: Visit): Promise<Response> {
  const { incoming, outgoing } = nodeOf(visit.c);
  const { provider, person } = visit;
  if (!person) throw new Error('Only a signed-in customer can allow anything.');
  const scopes = visit.scope.split(' ').filter((scope) => scope !== '' && scope !== CONSENT_SCOPE);
  const grant = new provider.Grant({ accountId: person.subject, clientId: visit.client_id });
  allow(world, visit, grant, scopes);
  const consent_id = await grant.save();
  record(world, visit, person, consent_id, scopes.join(' '));
  const result = {
    login: { accountId: person.subject, remember: false },
    consent: { grantId: consent_id },
  };
  const back = await provider.interactionResult(incoming, outgoing, result, { mergeWithLastSubmission: false });
  return visit.c.redirect(back, 303);
}

/** Puts the scopes into the grant. The consent API's own is encountered, though refused: oidc-provider would ask for it again. */
function allow(world: World, { institution }: Visit, grant: Grant, scopes: string[]): void {
  grant.addOIDCScope(scopes.join(' '));
  grant.rejectOIDCScope(CONSENT_SCOPE);
  if (!institution.security.rar) return;
  const resource = resourceIdentifier(world, institution);
  grant.addResourceScope(resource, scopes.join(' '));
  grant.rejectResourceScope(resource, CONSENT_SCOPE);
}

/** The consent as the customer gave it. */
function record(world: World, visit: Visit, person: Person, consent_id: string, scope: string): void {
  const { store } = world;
  store.transact(() => {
    const consent = grantConsent(store, person, {
      consent_id,
      client_id: visit.client_id,
      scope,
      account_hint: visit.account_hint,
      account_ids: visit.accounts.map((account) => account.account_id),
      duration_days: visit.wish.duration_days,
    });
    if (visit.wish.lookback_days !== null) limitLookback(store, consent_id, visit.wish.lookback_days);
    supersedeEarlier(store, person, consent);
  });
}
