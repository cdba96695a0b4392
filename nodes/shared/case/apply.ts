import {
	copyOf,
	type CaseEvent,
	type CaseException,
	type Decision,
	type NewEvent,
	type PolicySettings,
} from '../model';
import { whyVoid } from './approvals';
import type { CaseState, RollUps } from './caseState';
import { claimEvent } from './claims';
import { decisionHandlers } from './decisionHandlers';
import { disputeFollowUps } from './disputeFollowUps';
import { disputeHandlers } from './disputeHandlers';
import { goodsHandlers } from './goodsHandlers';
import type { Handler, Handlers } from './handler';
import { misfitsOf } from './misfits';
import { orderHandlers } from './orderHandlers';
import { parcelHandlers } from './parcelHandlers';
import { noQuantities } from './quantities';
import { refundHandlers } from './refundHandlers';
import { rollUp } from './rollUp';
import { goesOn } from './standStill';
import { withdrawalHandlers } from './withdrawalHandlers';

/**
 * Number of the rules by which events become a state. One more whenever the same events would give other decisions, quantities,
 * refunds or payments: a case keeps the number it was opened under (integrity.ts).
 */
export const stateRules = 3;

/** A case right after it was requested. */
export function opened(event: CaseEvent<'return.requested'>): CaseState {
	const { request } = event.data;
	const state: Omit<CaseState, keyof RollUps> = {
		reference: event.subject,
		kind: request.withdrawal ? 'withdrawal' : 'return',
		brand: request.brand,
		channel: request.channel,
		orderNumber: request.orderNumber,
		version: event.position,
		openedAt: event.time,
		updatedAt: event.time,
		customer: request.customer,
		lines: request.lines.map((line) => ({ ...line, quantities: noQuantities(line.quantity) })),
		orders: {},
		labels: [],
		receipts: [],
		inspections: [],
		refunds: [],
		exceptions: [],
		ids: { ...request.providerIds },
		...(request.refundTo && { refundTo: request.refundTo }),
		...(request.returnBy && { returnBy: request.returnBy }),
		...(request.withdrawal && { withdrawal: true }),
		verdict: 'requested',
	};
	return { ...state, ...rollUp(state) };
}

/** What follows from an event by itself. */
export interface Aftermath {
	state: CaseState;
	/** Opened because the event does not fit; facts are recorded all the same. */
	exceptions: CaseException[];
	/** Why a closed case is open again. */
	reopened?: string;
	/** Why approvals count no more. */
	voided?: string;
	/** What is recorded besides, in this order: what a carrier is to pay for, refunds that a dispute stops or releases, and that what stood still goes on. */
	follows: NewEvent[];
}

/** The case after an event, and what follows from it. Pure: neither argument is changed. */
export function applied(before: CaseState, event: CaseEvent): Aftermath {
	const state = copyOf(before);
	const exceptions = misfitsOf(before, event);
	state.version = event.position;
	const handler = handlers[event.type] as Handler | undefined;
	handler?.(state, event.data as never, event, exceptions);
	const voided = whyVoid(state);
	const now = { ...state, ...rollUp(state) };
	const claim = claimEvent(now, event);
	const after: Aftermath = {
		state: now,
		exceptions,
		follows: [...(claim ? [claim] : []), ...disputeFollowUps(before, now, event), ...goesOn(now, event)],
		...(voided && { voided }),
	};
	return before.closedAt && event.type === 'refund.failed'
		? { ...after, reopened: 'A refund did not reach the customer.' }
		: after;
}

const handlers: Handlers = {
	...decisionHandlers,
	...orderHandlers,
	...goodsHandlers,
	...refundHandlers,
	...withdrawalHandlers,
	...parcelHandlers,
	...disputeHandlers,
	'shadow.began': (state) => {
		state.shadow = true;
	},
	'shadow.withheld': (state) => {
		state.shadow = true;
	},
	'exception.opened': (state, { exception }) => {
		state.exceptions.push(exception);
	},
	'exception.resolved': (state, { code, intent, dispute }) => {
		for (const one of state.exceptions)
			if (
				one.code === code &&
				(!intent || one.intent === intent) &&
				// Those of before disputes were told apart name none.
				(!dispute || !one.dispute || one.dispute === dispute)
			)
				one.resolved = true;
	},
};

/** The policy that a return was decided by; undefined while it is not decided, and for those decided before policies were kept. */
export function rulesOf({
	decision,
	rules,
}: {
	decision?: Pick<Decision, 'rules'>;
	rules?: PolicySettings;
}): PolicySettings | undefined {
	return decision?.rules ?? rules;
}
