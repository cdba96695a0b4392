import type { IDataObject } from 'n8n-workflow';
import { h } from 'preact';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import type { Answer } from '../../html/answer';
import { done, facts, type Node } from '../../html/view';
import { sealed, unsealed } from '../../session/token';
import { here, photoField, problems } from '../form';
import { portalPage } from '../layout';
import { amountIn } from '../order/pages';
import { keepPhoto, mostPhotos, photosOf } from '../photos';
import type { Look, Visit } from '../portal';
import { whereParcelIs } from './whereParcelIs';

const statusMs = 90 * 24 * 3_600_000;
const Status = z.object({ reference: z.string() });

/** What stands in the address of a return's page. */
export function statusToken(reference: string, key: Buffer, now: number): string {
	return sealed('status', { reference }, now + statusMs, key);
}

/** The return that the link leads to. Undefined: it is none of ours, or too old. */
async function returnOf({ store, key, now, query }: Visit): Promise<CaseState | undefined> {
	const link = unsealed('status', query.token ?? '', { schema: Status, key, now });
	return link && (await store.cases.get(link.reference));
}

/** How a return stands, for its customer. */
export async function showStatus(visit: Visit): Promise<Answer | undefined> {
	const state = await returnOf(visit);
	return state && { status: 200, html: statusPage(visit, state) };
}

/** Takes a photo that a customer sends of goods that they have asked to return. */
export async function takePhoto(visit: Visit, files: IDataObject): Promise<Answer | undefined> {
	const state = await returnOf(visit);
	if (!state) return undefined;
	const { photo } = (await photosOf(files)) ?? {};
	const { reference, openedAt } = state;
	if (!photo || !takesPhotos(state)) return { status: 422, html: statusPage(visit, state, 'photoWrong') };
	const event = await keepPhoto(visit, { reference, since: openedAt }, photo);
	const { case: after } = await visit.store.cases.record({ reference, events: [event] });
	return { status: 200, html: statusPage(visit, after, 'photoKept') };
}

/** Whether a photo may still be added. */
function takesPhotos({ verdict, closedAt, proofs = [] }: CaseState): boolean {
	return !closedAt && ['requested', 'in_review', 'approved'].includes(verdict) && proofs.length < mostPhotos;
}

/** Pure. */
function statusPage(look: Look, state: CaseState, told?: 'photoKept' | 'photoWrong'): string {
	const { words, language } = look;
	const { status, order, withdraw } = words;
	const paid = state.refunds.filter((leg) => leg.state === 'succeeded').map(({ intent }) => intent.amount);
	return portalPage(
		look,
		status.title,
		told === 'photoWrong' && problems(withdraw.wrong, [['photo', order.photoWrong]]),
		told === 'photoKept' && done(status.photoKept),
		facts([
			[withdraw.reference, state.reference],
			[status.authorizationTitle, status.authorization[state.authorization]],
			[status.logisticsTitle, whereParcelIs(state, language)],
			[
				status.settlementTitle,
				[status.settlement[state.settlement], ...paid.map((amount) => amountIn(language, amount))].join(', '),
			],
			[status.goods, state.lines.map(({ title, sku, quantity }) => `${quantity} × ${title || sku}`).join('; ')],
			[order.resolution, order.refundTo[state.refundTo ?? 'original']],
		]),
		...state.labels.filter(({ voided }) => !voided).map((label) => labelOf(look, label)),
		takesPhotos(state) && photoForm(look),
		h('p', null, status.keep),
	);
}

/** A label: its file, or the code by which a drop-off point prints it. */
function labelOf({ words: { status } }: Look, { labelUrl, code, trackingNumber }: CaseState['labels'][number]): Node {
	const linked = (address: string | undefined, text: string) =>
		address && /^https:\/\//.test(address) && h('p', null, h('a', { href: address }, text));
	return h('section', { class: 'card' }, [
		linked(labelUrl, status.label),
		linked(code?.url, status.code),
		facts([
			[status.codeText, code?.text],
			[status.tracking, trackingNumber],
		]),
		code?.instructions && h('p', null, code.instructions),
	]);
}

function photoForm(look: Look): Node {
	const { status, order } = look.words;
	return h('form', { method: 'post', action: here(look, 'status'), enctype: 'multipart/form-data' }, [
		photoField('photo', status.addPhoto, order.photoHint),
		h('div', { class: 'actions' }, h('button', { type: 'submit' }, status.sendPhoto)),
	]);
}
