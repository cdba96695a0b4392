import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { FollowerName } from '../../shared/model';
import { addressOf, httpOfTest, tested } from '../../shared/operation';
import { followers } from '../carriers';

/** Name of the test of a credential. */
export const testOf = (id: FollowerName) => `${id}Test`;

/** A test for the credential of each. */
export const credentialTestsOf = (ids: readonly FollowerName[]) =>
	Object.fromEntries(
		ids.map((id) => [
			testOf(id),
			async function (
				this: ICredentialTestFunctions,
				{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				const { exampleUrl, testCredential } = followers[id];
				const address = () => addressOf(data.baseUrl, 'Base URL', exampleUrl);
				return await tested(async () => await testCredential(httpOfTest(this, id), data, address), {
					address,
					field: 'Base URL',
				});
			},
		]),
	);
