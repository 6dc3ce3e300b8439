// What one call of the Dashboard is: its name in the contract, the role it takes, what it reads, and what it does in one transaction.
import type { z } from 'zod';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { SignIn } from '#domain/merchants/sign_in.ts';
import { noParams } from '#inbound/http/params.ts';
import type { RequestLog } from '#inbound/http/request_log.ts';
import type { DashboardCall, DashboardCalls } from '#wire/dashboard.ts';
import type { Role } from '#wire/dashboard_objects.ts';

/** Who asks: a member of the merchant, in a browser he is signed in at. */
export interface DashboardContext extends Context {
  member: Row<'members'>;
  /** Everything this person is a confirmed member of, the chosen one too; the oldest first. */
  memberships: Row<'members'>[];
  sign_in: SignIn;
  /** The origin that customers and operators reach us by. */
  public_url: string;
  /** There is no mail server: mails are read in the sandbox's mailbox. */
  mailbox_only: boolean;
  /** The one of our own origins that this request came to. */
  origin: string;
  /** Puts ids into the log line of the request. */
  about: RequestLog['about'];
}

type Part<Name extends DashboardCall, Key extends string, None> = DashboardCalls[Name] extends {
  [_ in Key]: infer Found;
}
  ? Found
  : None;
export type QueryOf<Name extends DashboardCall> = Part<Name, 'query', Record<never, never>>;
export type BodyOf<Name extends DashboardCall> = Part<Name, 'body', Record<never, never>>;
export type AnswerOf<Name extends DashboardCall> = Part<Name, 'answer', never>;

type PathNames<Text extends string> = Text extends `${string}:${infer Rest}`
  ? Rest extends `${infer Found}/${infer More}`
    ? Found | PathNames<More>
    : Rest
  : never;

/** Each field of the contract is read, and nothing else. */
type Reads<Fields> = z.ZodObject<{ [Field in keyof Required<Fields>]: z.ZodType }>;

export interface Asked<Name extends DashboardCall, Query, Body> {
  path: Record<PathNames<Name>, string>;
  query: Query;
  body: Body;
}

/** Commit, wait for the job, and answer in a second transaction. */
export interface AfterJob<Answer> {
  after_job: number;
  present: (context: DashboardContext) => Promise<Answer>;
}

export interface CallDefinition<Name extends DashboardCall, Query extends z.ZodObject, Body extends z.ZodObject> {
  /** The least role that may call. */
  role: Role;
  query?: Query;
  body?: Body;
  run: (
    context: DashboardContext,
    asked: Asked<Name, z.output<Query>, z.output<Body>>,
  ) => Promise<AnswerOf<Name> | AfterJob<AnswerOf<Name>>>;
}

/** The same without its types, as the table holds it. */
export interface Call {
  name: DashboardCall;
  method: string;
  /** Below /dashboard/api, such as `/accounts/:id`. */
  path: string;
  role: Role;
  query: z.ZodObject;
  body: z.ZodObject;
  run: (context: DashboardContext, asked: Asked<DashboardCall, never, never>) => Promise<unknown>;
}

export function call<
  const Name extends DashboardCall,
  Query extends Reads<QueryOf<Name>> = Reads<QueryOf<Name>>,
  Body extends Reads<BodyOf<Name>> = Reads<BodyOf<Name>>,
>(name: Name, definition: CallDefinition<Name, Query, Body>): Call {
  const [method = '', path = ''] = name.split(' ');
  return {
    name,
    method,
    path,
    role: definition.role,
    query: definition.query ?? noParams,
    body: definition.body ?? noParams,
    run: definition.run as never,
  };
}

export function isAfterJob(answer: unknown): answer is AfterJob<unknown> {
  return typeof answer === 'object' && answer !== null && 'after_job' in answer;
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, owner: 2 };

export function mayCall(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}
