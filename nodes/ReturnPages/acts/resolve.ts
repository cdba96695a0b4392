import type { CaseState } from '../../shared/case/caseState';
import type { Owner, StaffRole } from '../../shared/model';
import { waitsForDecision } from '../../shared/operation/byHand/question';
import { words } from '../html/view';
import { deskSource, type Act } from './act';

const rolesOf: Record<Owner, StaffRole> = {
	service: 'service',
	warehouse: 'warehouse',
	finance: 'finance',
	digital: 'operator',
};

/** What did not go as it should was dealt with. An exception that a refund is held for is answered by deciding on the refund. */
export const resolve: Act = {
	offers(state) {
		const open = state.exceptions.filter((one) => !one.resolved && !isAnswered(state, one.intent));
		const named = new Map(open.map((one) => [nameOf(one), one]));
		return [...named].map(([about, { code, owner, message }]) => ({
			roles: [rolesOf[owner], 'operator'],
			about,
			text: `Dealt with: ${words(code)}`,
			lead: message,
			fields: [{ name: 'note', label: 'What was done', kind: 'area', required: true }],
		}));
	},
	perform(state, { about, given: { note }, mark }) {
		const { code, intent } = state.exceptions.find((one) => !one.resolved && nameOf(one) === about)!;
		return {
			events: [
				{ id: mark, source: deskSource, type: 'exception.resolved', data: { code, ...(intent && { intent }), note } },
			],
		};
	},
};

function nameOf({ code, intent = '' }: { code: string; intent?: string }): string {
	return `${code} ${intent}`;
}

function isAnswered(state: CaseState, intent: string | undefined): boolean {
	return state.refunds.some((leg) => leg.intent.id === intent && waitsForDecision(state, leg));
}
