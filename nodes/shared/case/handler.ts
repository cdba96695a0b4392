import type { CaseEvent, CaseException, EventData, EventType } from '../model';
import type { CaseState } from './caseState';

/** What one type of event does to a case: it changes `state`, and adds to `exceptions` what a person has to look at. */
export type Handler<T extends EventType = EventType> = (
	state: CaseState,
	data: EventData<T>,
	event: CaseEvent,
	exceptions: CaseException[],
) => void;

export type Handlers = { [T in EventType]?: Handler<T> };
