import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { ticketIn, withoutSlash } from '../../../shared/model';
import { firstTime, realOption, referenceProperty, type OperationContext } from '../../../shared/operation';
import { customerView } from '../../customer/view';
import { noteOf } from '../../ticket/note';
import { ticketStatuses, ticketStatusOf } from '../../ticket/status';

export const option = {
	name: 'Compose Note',
	value: 'composeNote',
	action: 'Compose a note for a ticket',
	description: 'Write how a return stands as a private note for the ticket that is about it',
};

/** Path of the Return Desk Trigger, for links to its pages. */
export const deskPathProperty: INodeProperties = {
	displayName: 'Desk Path',
	name: 'path',
	type: 'string',
	default: 'returns/desk',
	description: 'Path of the Return Desk Trigger, for the link to the page of the return',
};

export const description: INodeProperties[] = [
	referenceProperty,
	deskPathProperty,
	{
		displayName: 'Newest Entries',
		name: 'entries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 100 },
		default: 5,
		description: 'How many of the newest entries of the timeline the note has',
	},
	{
		displayName: 'Tell Once',
		name: 'once',
		type: 'boolean',
		default: true,
		description: 'Whether a ticket is told of an event once, however often its flow runs',
	},
	realOption,
];

/** What is written is sent by a node after this one: the step goes on. */
export const endsStep = false;

export const asTool = 'whenAllowed';

/** A note for a ticket, and whether a node after this one is to send it. */
export const noteOutput = z.object({
	ticket: z.object({ helpdesk: z.string(), id: z.string(), status: z.enum(ticketStatuses) }).optional(),
	note: z.object({ text: z.string(), html: z.string(), link: z.string().optional() }).optional(),
	tell: z.boolean(),
});

export const output = noteOutput.extend({
	why: z.enum(['no_ticket', 'told_before', 'shadow_mode', 'test_run']).optional(),
});

/** What has started the flow, where it was an event. */
interface Happened {
	type?: string;
	position?: number;
}

/** Writes the note of a return's newest ticket. `tell` is false where nothing is to be sent, and `why` says so. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const state = await context.requireCase();
	const ticket = ticketIn(state.ids);
	if (!ticket) return { tell: false, why: 'no_ticket' };
	const { timeZone } = await store.settings.get(state.brand);
	const link = pageOfCase(context, state.reference);
	const event = (context.item.event ?? {}) as Happened;
	const note = noteOf({
		event: event.type,
		told: (await customerView(store, [state])).returns[0],
		state,
		timeline: await store.cases.timeline(state.reference),
		timeZone,
		link,
		entries: context.param<number>('entries', 5),
	});
	const why = await whyNot(context, event, `ticket ${ticket.helpdesk}/${ticket.id}`);
	return {
		ticket: { ...ticket, status: ticketStatusOf(state) },
		note: { ...note, link },
		tell: !why,
		...(why && { why }),
	};
}

/** Where the returns desk shows a return. */
export function pageOfCase(context: OperationContext, reference: string): string {
	const path = context.param<string>('path', 'returns/desk').replace(/^\/*(webhook\/)?/, '');
	const query = new URLSearchParams({ page: 'case', case: reference });
	return `${withoutSlash(context.node.getInstanceBaseUrl())}/webhook/${path}?${query.toString()}`;
}

/** Why nothing is sent; a test run looks and sends nothing. Without an event nobody can say whether it was told before. */
async function whyNot(context: OperationContext, { type, position }: Happened, to: string) {
	if (context.dryRun) return 'test_run';
	const counts = context.param<boolean>('once', true) && type && position !== undefined;
	// In shadow mode the case keeps what would have been told.
	const isFirst = !counts || (await firstTime(context, `note of ${type} ${position} to ${to}`));
	return (await context.isShadowed()) ? 'shadow_mode' : isFirst ? undefined : 'told_before';
}
