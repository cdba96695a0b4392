import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { ReturnRequest, type NewEvent } from '../../../shared/model';
import type { StoredFile } from '../../../shared/store';
import type { Answer } from '../../html/answer';
import { sealed, unsealed } from '../../session/token';
import { addressOf } from '../layout';
import { keepPhoto, mostPhotos, photosOf } from '../photos';
import type { Fields, Visit } from '../portal';
import { statusToken } from '../status/status';
import { choiceOf, fieldsOf, type Choice } from './choice';
import { keptOrder, type ShownOrder } from './kept';
import { checkPage, orderPage } from './pages';

/** How long the link of an e-mail leads to an order. */
export const linkMs = 7 * 24 * 3_600_000;
const Link = z.object({ id: z.string() });

/** What stands in the link of an e-mail. */
export function orderToken(id: string, key: Buffer, now: number): string {
	return sealed('order', { id }, now + linkMs, key);
}

interface Found {
	id: string;
	order: ShownOrder;
	/** Since when the link leads to it. */
	since: string;
}

/** The order that a link leads to. Undefined: it is none of ours, too old, of another brand, or what it led to is forgotten. */
async function orderOf({ store, key, now, query, brand }: Visit): Promise<Found | undefined> {
	const link = unsealed('order', query.token ?? '', { schema: Link, key, now });
	const kept = link && (await keptOrder(store, link.id));
	return kept?.order.brand === brand ? { id: link!.id, ...kept } : undefined;
}

export async function showOrder(visit: Visit): Promise<Answer | undefined> {
	const found = await orderOf(visit);
	return found && { status: 200, html: orderPage(visit, found.order) };
}

/** What follows from a choice: it is shown, and asked for when it is confirmed. */
export async function takeOrder(visit: Visit, body: Fields, files: IDataObject): Promise<Answer | undefined> {
	const found = await orderOf(visit);
	if (!found) return undefined;
	const { order } = found;
	const choice = choiceOf(order, body);
	if (body.step === 'change') return { status: 200, html: orderPage(visit, order, fieldsOf(choice)) };
	if (choice.incomplete) return { status: 422, html: orderPage(visit, order, body, true) };
	if (body.step !== 'confirm') return { status: 200, html: checkPage(visit, order, choice) };
	const photos = await photosOf(files);
	const fits = photos && (await isWithin(visit, found, Object.keys(photos).length));
	return fits ? await ask(visit, found, choice, photos) : { status: 422, html: checkPage(visit, order, choice, true) };
}

/** Whether so many photos more may be kept for a link. */
async function isWithin({ store }: Visit, { id }: Found, photos: number): Promise<boolean> {
	for (let one = 0; one < photos; one++)
		if (await store.budgets.take([{ key: `photos/${id}`, limit: 2 * mostPhotos, windowMs: 24 * 3_600_000 }]))
			return false;
	return true;
}

/** Opens the case, once for each choice of a link, and leads to how it stands. */
async function ask(
	visit: Visit,
	{ id, order, since }: Found,
	choice: Choice,
	photos: Record<string, StoredFile>,
): Promise<Answer> {
	const { store, brand, language, path, key, now } = visit;
	const request = ReturnRequest.parse({
		brand,
		channel: 'portal',
		orderNumber: order.number,
		customer: { ...order.customer, email: order.email, language },
		lines: choice.lines.map(({ index, quantity, reason }, at) => {
			const { sku, title } = order.lines[index];
			return { id: `L${at + 1}`, sku, title, quantity, reason };
		}),
		refundTo: choice.refundTo,
		returnBy: 'parcel',
	});
	const chosen = createHash('sha256').update(JSON.stringify(choice)).digest('hex').slice(0, 16);
	const also: NewEvent[] = [];
	for (const [at, { index }] of choice.lines.entries()) {
		const photo = photos[`photo-${index}`];
		const place = { reference: `portal/${id}`, since, line: `L${at + 1}` };
		if (photo) also.push(await keepPhoto(visit, place, photo));
	}
	const { reference } = await store.cases.open({ request, source: 'portal', sourceId: `${id}/${chosen}`, also });
	const token = statusToken(reference, key, now);
	return { status: 303, headers: { Location: `${path}${addressOf({ page: 'status', language, token })}` } };
}
