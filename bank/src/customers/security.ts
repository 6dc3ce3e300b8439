// What a customer of a form bank does about his own access: password, codes, what the bank asks him to do, unlocking it.
import { openSession } from '#customers/session.ts';
import { type Customer, pathAt, render, type Visitor } from '#customers/visitor.ts';
import { isMagicWord } from '#form/questions.ts';
import { SIGN_IN_WORDS } from '#oauth/interactions.ts';
import { type Secured, type SecurityPage, securityPage } from '#pages/security.ts';
import { type UnlockPage, unlockPage } from '#pages/unlock.ts';
import {
  accessOf,
  CODES,
  changePassword,
  type Duty,
  MAX_PASSWORD_LENGTH,
  setCodes,
  setDuty,
  tryPassword,
  unlock,
} from '#store/online_access.ts';
import { personNamed } from '#store/people.ts';

/** At a sign-in of the bank's own pages these fail, whoever types them. */
export const WRONG_PASSWORDS: readonly string[] = Object.values(SIGN_IN_WORDS);
const HAPPENED: readonly string[] = ['password', 'codes', 'terms', 'profile', 'unlocked'] satisfies Secured[];

/** What the bank asks a customer to do, in the order of the page. */
export function dutiesOf({ world, person }: Customer): Duty[] {
  const access = accessOf(world.store, person.person_id);
  return (['terms', 'profile'] as const).filter((duty) => access[`asks_${duty}`] === 1);
}

export function showSecurity(customer: Customer, problem: SecurityPage['problem'] = null) {
  const { world, c, say, institution, person, word } = customer;
  const access = accessOf(world.store, person.person_id);
  const done = c.req.query('done') ?? '';
  const content = securityPage({
    say,
    bank: institution.name,
    path: pathAt(customer, 'security'),
    home: pathAt(customer, ''),
    word,
    happened: HAPPENED.includes(done) ? (done as Secured) : null,
    duties: dutiesOf(customer),
    own_password: access.password_hash !== null,
    codes: access.codes,
    problem,
  });
  return render(customer, say('security.title'), content, problem === null ? 200 : 422);
}

/** A wrong current password counts like one at the sign-in. */
export function setPassword(customer: Customer, form: FormData) {
  const { world, say, person } = customer;
  const password = String(form.get('password') ?? '');
  const problem = password === '' ? say('security.password_missing') : problemWith(customer, password);
  if (problem !== null) return showSecurity(customer, { sentence: problem, field: 'password' });
  const tried = tryPassword(world.store, person.person_id, String(form.get('current') ?? ''));
  if (tried === 'locked') return showUnlock(customer, person.user);
  if (tried === 'wrong') return showSecurity(customer, { sentence: say('security.password_wrong'), field: 'current' });
  changePassword(world.store, person.person_id, password);
  return done(customer, 'password');
}

/** Why this cannot be anybody's password, as a finished sentence; or null. */
function problemWith({ say, institution }: Visitor, password: string): string | null {
  if (password.length > MAX_PASSWORD_LENGTH) return say('security.password_long', { max: MAX_PASSWORD_LENGTH });
  const taken = WRONG_PASSWORDS.includes(password) || isMagicWord(institution, password);
  return taken ? say('security.password_word') : null;
}

export function chooseCodes(customer: Customer, form: FormData) {
  const { store } = customer.world;
  const { person_id } = customer.person;
  const codes = CODES.find((choice) => choice === form.get('codes'));
  if (codes !== undefined && codes !== accessOf(store, person_id).codes) setCodes(store, person_id, codes);
  return done(customer, 'codes');
}

/** The customer does what the bank asks of him. */
export function doDuty(duty: Duty) {
  return (customer: Customer) => {
    if (!dutiesOf(customer).includes(duty)) return customer.c.redirect(pathAt(customer, 'security'), 303);
    setDuty(customer.world.store, customer.person.person_id, duty, false);
    return done(customer, duty);
  };
}

function done(visitor: Visitor, what: Secured) {
  return visitor.c.redirect(pathAt(visitor, `security?done=${what}`), 303);
}

export function showUnlock(visitor: Visitor, user: string, problem: UnlockPage['problem'] = null) {
  const { say } = visitor;
  const content = unlockPage({ say, action: pathAt(visitor, 'unlock'), user, problem });
  return render(visitor, say('unlock.title'), content, 422);
}

/** Opens a locked access again, and the customer's own session. Whoever is not locked out signs in as ever. */
export function unlockAccess(visitor: Visitor, form: FormData) {
  const { world, c, say, institution } = visitor;
  const user = String(form.get('user') ?? '').trim();
  const person = personNamed(world.store, institution.slug, user);
  if (!person || !accessOf(world.store, person.person_id).locked) return c.redirect(pathAt(visitor, 'sign-in'), 303);
  const password = String(form.get('password') ?? '');
  const problem = problemWith(visitor, password);
  if (String(form.get('code') ?? '').trim() === '') {
    return showUnlock(visitor, user, { sentence: say('unlock.code_missing'), field: 'code' });
  }
  if (problem !== null) return showUnlock(visitor, user, { sentence: problem, field: 'password' });
  unlock(world.store, person.person_id);
  if (password !== '') changePassword(world.store, person.person_id, password);
  openSession(world, c, institution, person);
  return done(visitor, 'unlocked');
}
