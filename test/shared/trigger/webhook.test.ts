import type { IWebhookFunctions } from 'n8n-workflow';
import { rawBodyOf } from '../../../nodes/shared/trigger/webhook';

const request = (given: object) => ({ getRequestObject: () => given }) as unknown as IWebhookFunctions;

it('reads the bytes itself when n8n has not, since it does not know their type', async () => {
	const late = {
		rawBody: undefined as Buffer | undefined,
		async readRawBody() {
			this.rawBody = Buffer.from('sent');
		},
	};
	expect((await rawBodyOf(request(late)))?.toString()).toBe('sent');
});

it('reads them once: a stream that was read is empty', async () => {
	const readRawBody = async () => await Promise.reject(new Error('read already'));
	expect((await rawBodyOf(request({ rawBody: Buffer.from('sent'), readRawBody })))?.toString()).toBe('sent');
	expect(await rawBodyOf(request({}))).toBeUndefined();
});
