import type { Act } from './act';
import { approve } from './approve';
import { ask } from './ask';
import { cancel } from './cancel';
import { decline } from './decline';
import { inspect } from './inspect';
import { note } from './note';
import { receive } from './receive';
import { decideOnRefund, holdRefund, payRefund, releaseRefund } from './refunds';
import { reopen } from './reopen';
import { resend } from './resend';
import { resolve } from './resolve';

/** What people do on a return's page, in the order in which it is offered; by the name that its items carry. */
export const acts = {
	approve,
	decline,
	ask,
	receive,
	inspect,
	release_refund: releaseRefund,
	decide_refund: decideOnRefund,
	hold_refund: holdRefund,
	pay_refund: payRefund,
	resolve,
	cancel,
	reopen,
	resend,
	note,
} satisfies Record<string, Act>;
export type ActName = keyof typeof acts;
/** What a person is told who has done something. */
export const doneWords: Record<ActName | 'start', string> = {
	start: 'The return is opened. The policy decides about it now; open the page again in a moment to see it.',
	approve: 'Your approval is recorded. What follows from it is done now; open the page again in a moment to see it.',
	decline: 'The return is being declined now; open the page again in a moment to see it.',
	ask: 'Your question is being mailed now.',
	receive: 'What you counted is recorded.',
	inspect: 'The inspection is recorded.',
	release_refund: 'The refund is released.',
	decide_refund: 'Your decision about the refund is recorded.',
	hold_refund: 'The refund is held.',
	pay_refund: 'The payment is recorded. The books follow.',
	resolve: 'It is recorded as dealt with.',
	cancel: 'The return is canceled.',
	reopen: 'The return is being opened again; open the page again in a moment to see it.',
	resend: 'The message is being mailed again now.',
	note: 'The note is added.',
};
export const actNames = Object.keys(acts) as [ActName, ...ActName[]];
