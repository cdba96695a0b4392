import type { IDataObject } from 'n8n-workflow';
import type { CaseStore } from '../../shared/store/store';
import type { CaseState } from '../../shared/case/caseState';
import type { Settings } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { detailsOf, referenceIn, type Details } from './details';
import { caseOf, factsOf } from './facts';
import type { TriggerMemory } from './memory';
import { askAboutOthers } from './ofOthers';
import { nameOf, type Happening } from './poll';

const source = 'odoo';
export type NoticedBy = 'webhook' | 'poll' | 'test';

/** Where an event is told: to the case that it belongs to, and to the flow of one trigger. */
export interface Listener {
	odoo: Odoo;
	store: CaseStore | undefined;
	memory: TriggerMemory;
	/** Names the trigger: each starts its own flow. */
	receiver: string;
	noticedBy: NoticedBy;
	/** The brand that the trigger is limited to, and whether what happened to a case, or to none, may start its flow. */
	brand: string | undefined;
	takes(found: CaseState | undefined): boolean;
}

/**
 * Tells one event: first its case (a repeat is known there by the event's name), then the flow, once per document and event, whoever
 * noticed it. Gives back the flow's item; undefined for a repeat, and for a document that is gone. Rejects when Odoo or the store fail;
 * then the event shall be told again.
 */
export async function tell(listener: Listener, happening: Happening): Promise<IDataObject | undefined> {
	const { odoo, store, memory, receiver, brand } = listener;
	const details = await detailsOf(odoo, happening);
	if (!details) return undefined;
	let found = store && (await caseOf(store, details));
	const settings = await store?.settings.get(found?.brand ?? brand ?? 'default');
	const facts = found && settings ? factsOf(happening, details, found, settings) : [];
	if (store && found && facts.length)
		found = (await store.cases.record({ reference: found.reference, events: facts })).case;
	if (store) found = (await askAboutOthers({ odoo, store }, happening, details, found)) ?? found;
	if (!listener.takes(found)) return undefined;
	const name = nameOf(happening);
	const isNew = store ? await store.inbox.markSeen(source, `${name}@${receiver}`) : memory.isNew(name);
	return isNew ? itemOf(listener, happening, details, found, settings) : undefined;
}

/** The same without a trace: what a test run shows. */
export async function show(listener: Listener, happening: Happening): Promise<IDataObject[]> {
	const { odoo, store, brand } = listener;
	const details = await detailsOf(odoo, happening);
	if (!details) return [];
	const found = store && (await caseOf(store, details));
	if (!listener.takes(found)) return [];
	return [itemOf(listener, happening, details, found, await store?.settings.get(found?.brand ?? brand ?? 'default'))];
}

function itemOf(
	{ noticedBy, memory }: Listener,
	happening: Happening,
	details: Details,
	found: CaseState | undefined,
	settings: Settings | undefined,
): IDataObject {
	const { event, model, id, changedAt } = happening;
	const { key: _key, texts: _texts, ids: _ids, reverses: _reverses, ...told } = details; // eslint-disable-line @typescript-eslint/no-unused-vars
	const reference = found?.reference ?? referenceIn(details);
	return {
		...(reference && { reference }),
		odooEvent: {
			id: nameOf(happening),
			type: event,
			model,
			documentId: id,
			changedAt,
			noticedBy,
			...(noticedBy === 'poll' && memory.onlyPolled && { onlyPolled: memory.onlyPolled }),
		},
		...told,
		...(found && { case: found }),
		...(settings && { settings }),
	} as unknown as IDataObject;
}
