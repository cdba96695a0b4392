import type { IWebhookFunctions } from 'n8n-workflow';
import { ReturnDeskTrigger } from '../../nodes/ReturnPages/ReturnDeskTrigger.node';
import { deskKey } from '../../nodes/ReturnPages/session/token';
import { cookieOf } from '../../nodes/ReturnPages/session/visitor';
import type { StaffRole } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

export const kim = { email: 'kim@example.com', name: 'Kim Example' };
export const lee = { email: 'lee@example.com', name: 'Lee' };
/** What a customer may write to do harm on a page. */
export const attack = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
export const key = deskKey('k');
export const signedIn = (visitor = kim) => cookieOf(visitor, { key, path: '/', secure: false });

interface Request {
	query?: Record<string, unknown>;
	body?: Record<string, unknown>;
	/** Blank: nobody is signed in. */
	cookie?: string;
	https?: boolean;
	/** How the body was sent; n8n takes files out of a form of several parts only. */
	contentType?: string;
}

/** A desk with a case store of its own for each test, called as n8n calls it. */
export function useDesk() {
	let store: CaseStore;
	const desk = {
		credential: { storage: 'embedded', file: '', auditKey: 'k' } as StoreCredential,
		get store() {
			return store;
		},
		/** What the flow behind the desk got, by the name of the output. */
		flow: [] as Array<{ output: string; json: Record<string, unknown> }>,
		staff: async (roles: StaffRole[], brands: string[] = []) =>
			await store.settings.save('default', { staff: [{ email: kim.email, roles, brands }] }),
		open: async (sourceId: string, more: object = {}) =>
			await store.cases.open({
				request: {
					brand: 'default',
					channel: 'shopify',
					lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 1, reason: 'DEFECTIVE', providerIds: {} }],
					providerIds: {},
					...more,
				} as never,
				source: 'shopify',
				sourceId,
			}),
		async call({ query = {}, body, cookie = signedIn(), https = false, contentType }: Request) {
			const parts = 'multipart/form-data; boundary=x';
			const type = contentType ?? (body?.files ? parts : 'application/x-www-form-urlencoded');
			const sent: { status?: number; headers: Record<string, string>; html: string } = { headers: {}, html: '' };
			const node = {
				getNode: () => ({ credentials: { returnCaseApi: {} }, parameters: {} }),
				getCredentials: async () => desk.credential,
				getNodeParameter: (_name: string, fallback: unknown) => fallback,
				getNodeWebhookUrl: () => `${https ? 'https' : 'http'}://n8n.test/webhook/returns/desk`,
				getInstanceBaseUrl: () => 'http://n8n.test/',
				getQueryData: () => query,
				getBodyData: () => body ?? {},
				getRequestObject: () => ({ method: body ? 'POST' : 'GET', headers: { cookie, 'content-type': type } }),
				getResponseObject: () => ({
					writeHead: (status: number, headers: Record<string, string>) => Object.assign(sent, { status, headers }),
					end: (html: string) => (sent.html = html),
				}),
			} as unknown as IWebhookFunctions;
			const trigger = new ReturnDeskTrigger();
			const { noWebhookResponse, workflowData } = await trigger.webhook.call(node);
			expect(noWebhookResponse).toBe(true);
			const names = (trigger.description.outputs as Array<{ displayName: string }>).map((one) => one.displayName);
			for (const [index, items] of (workflowData ?? []).entries())
				for (const { json } of items ?? []) desk.flow.push({ output: names[index], json });
			return sent;
		},
	};
	beforeEach(async () => {
		({ credential: desk.credential, store } = await openOwnStore());
		desk.flow = [];
	});
	afterEach(removeOwnStores);
	return desk;
}
