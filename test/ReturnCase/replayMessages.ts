import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { runNode } from '../support/harness';
import type { StoreCredential } from '../support/ownStore';

/** An operator has all unreadable messages of a sender read again, all senders' when it is blank; returns how many were put back or taken. */
export async function replayMessages(credential: StoreCredential, source: string): Promise<unknown> {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'message', operation: 'replay', which: 'source', source },
		credentials: { returnCaseApi: credential },
		input: [{}],
		mode: 'trigger',
	});
	expect(error).toBeUndefined();
	return json[0].replayed;
}
