import { h } from 'preact';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import type { Answer } from '../../html/answer';
import { facts } from '../../html/view';
import { sealed, unsealed } from '../../session/token';
import { portalPage } from '../layout';
import { amountIn } from '../order/pages';
import type { Look, Visit } from '../portal';

const statusMs = 90 * 24 * 3_600_000;
const Status = z.object({ reference: z.string() });

/** What stands in the address of a return's page. */
export function statusToken(reference: string, key: Buffer, now: number): string {
	return sealed('status', { reference }, now + statusMs, key);
}

/** How a return stands, for its customer. Undefined: the link is none of ours, or too old. */
export async function showStatus(visit: Visit): Promise<Answer | undefined> {
	const { store, key, now, query } = visit;
	const link = unsealed('status', query.token ?? '', { schema: Status, key, now });
	const state = link && (await store.cases.get(link.reference));
	return state && { status: 200, html: statusPage(visit, state) };
}

/** Pure. */
function statusPage(look: Look, state: CaseState): string {
	const { words, language } = look;
	const { status, order, withdraw } = words;
	const paid = state.refunds.filter((leg) => leg.state === 'succeeded').map(({ intent }) => intent.amount);
	const labels = state.labels.flatMap(({ labelUrl, voided }) =>
		!voided && labelUrl && /^https:\/\//.test(labelUrl) ? [labelUrl] : [],
	);
	return portalPage(
		look,
		status.title,
		facts([
			[withdraw.reference, state.reference],
			[status.authorizationTitle, status.authorization[state.authorization]],
			[status.logisticsTitle, status.logistics[state.logistics]],
			[
				status.settlementTitle,
				[status.settlement[state.settlement], ...paid.map((amount) => amountIn(language, amount))].join(', '),
			],
			[status.goods, state.lines.map(({ title, sku, quantity }) => `${quantity} × ${title || sku}`).join('; ')],
			[order.resolution, order.refundTo[state.refundTo ?? 'original']],
		]),
		...labels.map((address) => h('p', null, h('a', { href: address }, status.label))),
		h('p', null, status.keep),
	);
}
