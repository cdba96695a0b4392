import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { addressOf, filled, httpOfTest, refused, tested } from '../../shared/operation';
import { easypostError } from '../backends/easypostError';

const where = 'Copy a key from EasyPost: Account Settings > API Keys.';

/** Reads one address, which costs nothing. */
export async function easypostTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const address = () => addressOf(data.baseUrl, 'Base URL', 'https://api.easypost.com/v2');
	return await tested(
		async () => {
			const key = filled(data.apiKey, 'API Key', where);
			const { status, body } = await httpOfTest(
				this,
				'easypost',
			)({
				method: 'GET',
				url: `${address()}/addresses`,
				qs: { page_size: 1 },
				repeatable: true,
				headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
			});
			if (status === 401)
				throw refused('EasyPost does not know this key', `${where} A key that was deleted no longer works.`);
			if (status >= 400) throw easypostError(status, body);
			return `EasyPost takes the key${key.startsWith('EZTK') ? ', a test key: its labels cost nothing and cannot be used' : ''}`;
		},
		{ address, field: 'Base URL' },
	);
}
