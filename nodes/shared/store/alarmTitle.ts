import type { Alarm } from './store';

/** What an alarm is, in a few words. */
export function titleOf({ kind, owner, facts: { subject, node } }: Alarm): string {
	switch (kind) {
		case 'stuck':
			return `Step "${subject}" is stuck`;
		case 'held':
			return `Step "${subject}" is held and waits for a person`;
		case 'paused':
			return `Connection Paused: ${subject}`;
		case 'resumed':
			return `Connection resumed: ${subject}`;
		case 'unserved':
			return `Nobody works on the steps "${subject}"`;
		case 'exception':
			return `Something for ${owner} to look at (${subject})`;
		case 'failure':
			return `Workflow "${subject}" failed${node ? ` in "${node}"` : ''}`;
		case 'message':
			return `A message of ${subject} cannot be read`;
		case 'notice':
			return subject;
	}
}
