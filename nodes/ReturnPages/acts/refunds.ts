import type { RefundLeg } from '../../shared/case/caseState';
import { format } from '../../shared/model';
import { decideRefund, refundDecisions } from '../../shared/operation/byHand/decideRefund';
import { handWays, paidByHand } from '../../shared/operation/byHand/paidByHand';
import { heldByHand } from '../../shared/case/exceptionOf';
import { standingQuestion, waitsForDecision } from '../../shared/operation/byHand/question';
import { deskSource, type Act, type Offer } from './act';

/* What finance does about a return's refunds, each for itself. */

/** An act that is offered for every refund of which `fits` is true. */
function offered(legs: RefundLeg[], offer: (leg: RefundLeg, name: string) => Omit<Offer, 'roles' | 'about'>): Offer[] {
	return legs.map((leg) => ({
		roles: ['finance'],
		about: leg.intent.id,
		...offer(leg, `refund ${leg.intent.id} of ${format(leg.intent.amount)}`),
	}));
}

/** A refund that is held, and about which nothing was asked, becomes due. */
export const releaseRefund: Act = {
	offers(state) {
		if (!state.can.release || standingQuestion(state)) return [];
		const legs = state.refunds.filter((leg) => leg.state === 'held' && !waitsForDecision(state, leg));
		return offered(legs, (_leg, name) => ({ text: `Release ${name}`, fields: [] }));
	},
	perform({ refunds }, { about }) {
		const { intent } = refunds.find((leg) => leg.intent.id === about)!;
		return { events: [{ id: `due ${intent.id}`, source: 'flow', type: 'refund.due', data: { intent } }] };
	},
};

/** A refund that is due, and not yet on its way, waits until somebody has decided about it. */
export const holdRefund: Act = {
	offers({ refunds }) {
		return offered(
			refunds.filter(({ state }) => state === 'due'),
			(_leg, name) => ({
				text: `Hold ${name}`,
				lead: 'What is on its way already cannot be held.',
				fields: [{ name: 'why', label: 'Why', kind: 'area', required: true }],
			}),
		);
	},
	perform({ refunds }, { about, given: { why }, who, mark }) {
		const { intent, elsewhere = [] } = refunds.find((leg) => leg.intent.id === about)!;
		const message = `${who} holds refund ${intent.id} of ${format(intent.amount)}: ${why.replace(/\.?$/, '.')} Decide on it on the page of the return.`;
		const exception = { code: heldByHand, owner: 'finance' as const, intent: intent.id, message };
		return {
			events: [
				{
					id: `${mark}/held`,
					source: deskSource,
					type: 'refund.held',
					data: { intent, until: 'a person has decided', elsewhere },
				},
				{ id: `${mark}/asked`, source: deskSource, type: 'exception.opened', data: { exception } },
			],
		};
	},
};

/** What becomes of a refund that is held because finance was asked about it. */
export const decideOnRefund: Act = {
	offers(state) {
		return offered(
			state.refunds.filter((leg) => waitsForDecision(state, leg)),
			(leg, name) => ({
				text: `Decide on ${name}`,
				lead:
					state.exceptions.find(({ intent, resolved }) => !resolved && intent === leg.intent.id)?.message ??
					(leg.dispute &&
						`It waits until dispute ${leg.dispute} is decided, and is then released or canceled by itself. It cannot be paid before.`) ??
					(leg.releaseAt &&
						`It becomes due by itself on ${leg.releaseAt.slice(0, 10)}, unless it is decided on before.`),
				fields: [
					{
						name: 'decision',
						label: 'Decision',
						kind: 'choice',
						options: [
							['drop', 'Do not pay'],
							['other', 'Pay another amount'],
							['pay', 'Pay it all the same'],
						],
					},
					{
						name: 'amount',
						label: `Other amount, in ${leg.intent.amount.currency}`,
						hint: 'Only to pay another amount, e.g. 12.50',
						kind: 'text',
						most: 20,
					},
				],
			}),
		);
	},
	perform(state, { about = '', given }) {
		const decision = refundDecisions.find((one) => one === given.decision) ?? 'drop';
		return { events: decideRefund(state, { intent: about, decision, typed: given.amount }).events };
	},
};

/** A person has paid a refund that nothing can pay by itself. */
export const payRefund: Act = {
	offers({ refunds }) {
		return offered(
			refunds.filter(
				({ state, elsewhere }) => state === 'due' || state === 'failed' || (state === 'held' && elsewhere),
			),
			(_leg, name) => ({
				text: `Say that ${name} was paid by hand`,
				lead: 'No money is moved by that. The books follow.',
				fields: [
					{ name: 'how', label: 'How', kind: 'choice', options: Object.entries(handWays) },
					{
						name: 'proof',
						label: 'Number of the transfer, receipt or transaction',
						hint: 'No card or account numbers.',
						kind: 'text',
						most: 80,
						required: true,
					},
				],
			}),
		);
	},
	async perform(state, { about = '', given: { how = '', proof = '' }, timeline }) {
		const way = how in handWays ? how : 'other';
		return { events: (await paidByHand(state, { intent: about, how: way, proof }, timeline)).events };
	},
};
