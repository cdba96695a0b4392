import { h } from 'preact';
import { approvalsOf, missingApprovals } from '../../shared/case/approvals';
import type { CaseState } from '../../shared/case/caseState';
import { decisionFacts } from '../../shared/case/describeCase';
import { seesBrand } from '../../shared/model';
import { facts, link, section, table } from '../html/view';
import { actForms } from './actForms';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { ageOf, caseColumns, caseLink, caseRow } from './shown';

const most = 200;
const mostOfCustomer = 20;

/** The returns that wait for this person's decision, who has waited longest first, with all that is needed to decide about one of them. */
export async function reviewPage(desk: Desk, query: Query): Promise<string> {
	const { store, now } = desk;
	const queue = await queueOf(desk, query.about);
	const state = queue.find(({ reference }) => reference === query.case) ?? queue[0];
	if (!state) return pageOf(desk, 'review', 'Review', h('p', null, 'No return waits for your decision.'));
	const { timeZone } = await store.settings.get(state.brand);
	const timeline = await store.cases.timeline(state.reference);
	const email = state.customer?.email;
	const others = email ? await store.cases.foundBy('email', email, mostOfCustomer) : [];
	const place = queue.indexOf(state);
	const next = queue[place + 1];
	return pageOf(
		desk,
		'review',
		'Review',
		h('p', null, [
			`Return ${place + 1} of ${queue.length === most ? `${most} or more` : queue.length}. `,
			next ? link({ page: 'review', case: next.reference }, 'Skip it') : '',
		]),
		section(
			state.reference,
			facts(
				decisionFacts(state, timeline, timeZone, now).map(([name, values]) => [
					name,
					name === 'Return' ? caseLink(state.reference) : values.flatMap((one) => [one, h('br', null)]).slice(0, -1),
				]),
			),
		),
		section('Decide', ...actForms(desk, state, { only: ['approve', 'decline', 'note'], open: ['approve', 'decline'] })),
		section(
			'Other returns of this customer',
			table(
				'Other returns of this customer',
				caseColumns,
				others
					.filter(({ reference, brand }) => reference !== state.reference && seesBrand(desk.rights, brand))
					.map((one) => caseRow(one, now)),
				'None is known.',
			),
		),
		section(
			'All that wait',
			table(
				'All that wait',
				['Return', 'Order', 'Customer', 'Waits for'],
				queue.map((one) => [
					link({ page: 'review', case: one.reference }, one.reference),
					one.orderNumber ?? '',
					one.customer?.name ?? one.customer?.email ?? '',
					ageOf(waitsSince(one), now),
				]),
				'',
			),
		),
	);
}

/** What waits for this person: not what they have approved already, nor what was just decided and is being carried out. */
async function queueOf({ store, rights, visitor }: Desk, decided: string | undefined): Promise<CaseState[]> {
	const waiting = await store.cases.getMany({ open: true, authorization: 'in_review', limit: most });
	const mine = waiting.filter((state) => {
		const failed = state.exceptions.some(({ code, resolved }) => code === 'not_carried_out' && !resolved);
		return (
			seesBrand(rights, state.brand) &&
			state.reference !== decided &&
			(failed ||
				(missingApprovals(state) > 0 &&
					!approvalsOf(state).some(({ by }) => by.toLowerCase() === visitor.email.toLowerCase())))
		);
	});
	return mine.sort((one, other) => waitsSince(one).localeCompare(waitsSince(other)));
}

function waitsSince({ review, openedAt }: CaseState): string {
	return review?.since ?? openedAt;
}
