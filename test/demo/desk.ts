import { waitForCase } from './people';
import { Browser, decoded, submitForm } from './n8nForm';
import type { Shop } from './shop';

/** Where a person comes in, after they have signed in to n8n. */
export const deskAddress = ({ n8n }: Pick<Shop, 'n8n'>) => `${n8n.url}/form/returns/open-desk`;

/** Decides about a return on the desk as a person does in a browser: the form that signs in, the page of the return, its button *Approve*. */
export async function approveOnDesk({ n8n }: Pick<Shop, 'n8n'>, reference: string, note = ''): Promise<void> {
	const { redirect } = await submitForm(n8n, 'returns/open-desk', ['']);
	if (!redirect) throw new Error('The form did not lead to the desk');
	const browser = new Browser(n8n);
	const desk = (await browser.get(redirect)).url;
	const address = `${desk}?page=case&case=${reference}`;
	const [form = ''] = /<form(?:(?!<\/form>).)*>Approve<\/button>/s.exec((await browser.get(address)).text) ?? [];
	const action = decoded(/name="action" value="([^"]+)"/.exec(form)?.[1] ?? '');
	const { status, url, text } = await browser.post(address, { action, note });
	if (status !== 200 || !new URL(url).searchParams.has('done'))
		throw new Error(
			`The desk did not take the approval (${status}): ${/role="alert"[^>]*>(.*?)<\/div>/s.exec(text)?.[1]}`,
		);
}

/** Waits for as long as it takes until somebody has decided about a return; whether they have approved it. */
export async function waitForDecision({ store }: Pick<Shop, 'store'>, reference: string): Promise<boolean> {
	const { verdict } = await waitForCase(
		store,
		reference,
		'decided by a person',
		(one) => one.verdict !== 'requested' && one.verdict !== 'in_review',
		Infinity,
	);
	return verdict === 'approved';
}
