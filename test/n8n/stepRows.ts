import { DatabaseSync } from 'node:sqlite';
import { caseFileOf, type Shop } from '../demo/shop';

export interface StepAttempts {
	name: string;
	event: string;
	state: string;
	/** How often the step was handed to an execution. */
	attempts: number;
}

/** The steps of a case as n8n's own case store has them: how often each was handed out. What was done is counted elsewhere. */
export function stepsOf(shop: Pick<Shop, 'n8n' | 'sandbox'>, reference: string): StepAttempts[] {
	const db = new DatabaseSync(caseFileOf(shop), { readOnly: true });
	try {
		return db
			.prepare(
				'select s.name, e.type as event, s.state, s.attempts from steps s join events e on e.seq = s.event_seq where s.reference = ? order by s.id',
			)
			.all(reference) as unknown as StepAttempts[];
	} finally {
		db.close();
	}
}
