/** A ticket of a helpdesk that is about a return. */
export interface Ticket {
	/** Whose it is, as the helpdesk calls itself when it sends: `zendesk`. */
	helpdesk: string;
	id: string;
}

const system = 'helpdesk.ticket';

/** The ticket as a case carries it, among its ids in other systems. The newest one counts. Pure. */
export function ticketReference({ helpdesk, id }: Ticket): Record<string, string> {
	return { [system]: `${helpdesk}/${id}` };
}

/** The ticket that is told how a return stands; undefined when none is. Pure. */
export function ticketIn(ids: Record<string, string>): Ticket | undefined {
	const [, helpdesk, id] = /^([^/]+)\/(.+)$/.exec(ids[system] ?? '') ?? [];
	return helpdesk ? { helpdesk, id } : undefined;
}
