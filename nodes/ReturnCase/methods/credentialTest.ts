import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { openStore, StoreUnusable } from '../../shared/store';
import { assertPublishable } from '../../shared/store/open';
import { sentences } from '../../shared/operation';

/** Opens the store as every node will, and says how many cases it has: a slip in the file's name shows as an empty store. */
export async function caseStoreTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		assertPublishable(data);
		const store = await openStore(data);
		await store.ping();
		const some = await store.cases.getMany({ limit: 1 });
		return {
			status: 'OK',
			message: `The case store is ready, ${some.length ? 'with cases in it' : 'and still empty'}`,
		};
	} catch (error) {
		const { message, advice } = error as Partial<StoreUnusable> & Error;
		return { status: 'Error', message: sentences([message, advice ?? '']) };
	}
}
