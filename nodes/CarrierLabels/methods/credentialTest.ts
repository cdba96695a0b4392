import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { CarrierName } from '../../shared/model';
import { addressOf, httpOfTest, tested } from '../../shared/operation';
import { carriers } from '../carriers';

/** Name of the test of a carrier service's credential. */
export const testOf = (id: CarrierName) => `${id}Test`;

/** A test for the credential of each carrier service. */
export const credentialTests = Object.fromEntries(
	(Object.keys(carriers) as CarrierName[]).map((id) => [
		testOf(id),
		async function (
			this: ICredentialTestFunctions,
			{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
		): Promise<INodeCredentialTestResult> {
			const { exampleUrl, testCredential } = carriers[id];
			const address = () => addressOf(data.baseUrl, 'Base URL', exampleUrl);
			return await tested(async () => await testCredential(httpOfTest(this, id), data, address), {
				address,
				field: 'Base URL',
			});
		},
	]),
);
