import { disputes, type DisputeNode } from '../graphql';
import { tailOf } from '../graphql/gid';
import type { ShopifyClient } from '../transport/client';
import type { OtherTopic } from './topics';

/** Banks decide within this time. */
const oldestMs = 180 * 86_400_000;

/** Every dispute since a time, as the webhook of how it stands now would tell it; who has heard of it knows it by its name. */
export async function* disputesSince(
	client: ShopifyClient,
	since: string,
): AsyncGenerator<{ name: string; topic: OtherTopic; body: string }> {
	const oldest = new Date(Date.now() - oldestMs).toISOString();
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (
			await client.send(disputes, {
				query: `initiated_at:>='${since > oldest ? since : oldest}'`,
				after: after ?? null,
			})
		).disputes;
		for (const one of nodes)
			yield {
				name: `${tailOf(one.id)}/${one.status.toLowerCase()}`,
				topic: one.finalizedOn ? 'disputes/update' : 'disputes/create',
				body: bodyOf(one),
			};
		if (!pageInfo.hasNextPage) return;
		after = pageInfo.endCursor;
	}
}

/** Ids are put in as they are: they can be above 2^53, where numbers lose digits. */
function bodyOf({
	id,
	order,
	type,
	status,
	amount,
	reasonDetails,
	initiatedAt,
	evidenceDueBy,
	finalizedOn,
}: DisputeNode): string {
	const rest = {
		type: type.toLowerCase(),
		status: status.toLowerCase(),
		reason: reasonDetails.reason.toLowerCase(),
		amount: amount.amount,
		currency: amount.currencyCode,
		initiated_at: initiatedAt,
		evidence_due_by: evidenceDueBy ?? null,
		finalized_on: finalizedOn ?? null,
	};
	return `{"id":${tailOf(id)},"order_id":${order ? tailOf(order.id) : 'null'},${JSON.stringify(rest).slice(1)}`;
}
