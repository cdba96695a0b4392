/**
 * The batch action: a server action (`ir.actions.server`, state `code`) that an administrator installs once. It makes several calls in one
 * request and one transaction, with the caller's own rights, so that a return takes less than half of the requests (docs/decisions.md).
 * Contract: run with `n8n_calls` in the context, each `{model, method, args, context}`; it answers `{type: 'n8n_batch', answers}`, one answer
 * for each call as that call would have given it: `unknown` for a model that this Odoo does not have, false for an external id that is
 * nobody's. It ends early at a question for a person, and leaves nothing when a call fails.
 */
export const batchAction = {
	name: 'batch',
	model: 'sale.order',
	code: `
loaded, answers = [], []
for call in env.context['n8n_calls']:
    if call['model'] not in env:
        answers.append('unknown')
        continue
    model = env[call['model']].with_context(call['context'])
    method, args, domain = call['method'], call['args'], []
    for leaf in args.get('domain') or []:
        if isinstance(leaf, str):
            domain.append(leaf)
        elif leaf[2] == [-1]:
            domain.append((leaf[0], leaf[1], loaded))
        elif leaf[2] == -1:
            domain.append((leaf[0], leaf[1], loaded and loaded[0]))
        else:
            domain.append(tuple(leaf))
    ids = args.get('ids') or []
    records = model.browse(loaded if ids == [-1] else ids)
    if method == 'search_read':
        answer = model.search_read(domain, args['fields'], offset=args.get('offset') or 0, limit=args.get('limit'), order=args['order'])
    elif method == 'web_search_read':
        answer = model.web_search_read(domain, args['specification'], limit=args.get('limit'), order=args['order'])
    elif method == 'check_object_reference':
        known = model.sudo().search_count([('module', '=', args['module']), ('name', '=', args['xml_id'])])
        answer = bool(known) and model.check_object_reference(args['module'], args['xml_id'])
    elif method == 'load':
        answer = model.load(args['fields'], args['data'])
        if not answer['ids']:
            raise UserError(' '.join([message['message'] for message in answer['messages']]))
        loaded = answer['ids']
        answer = {'ids': loaded, 'messages': []}
    elif method == 'run':
        answer = records.run()
        loaded = [answer['res_id']]
    elif method == 'write':
        answer = records.write(args['vals'])
    elif method == 'action_confirm':
        answer = records.action_confirm()
    elif method == 'action_assign':
        answer = records.action_assign()
    elif method == 'button_validate':
        answer = records.button_validate()
    elif method == 'action_post':
        answer = records.action_post()
    elif method == 'reconcile':
        answer = records.reconcile() and True
    else:
        raise UserError('%s.%s is not made in a batch' % (call['model'], method))
    answers.append(answer)
    if isinstance(answer, dict) and answer.get('res_model'):
        break
action = {'type': 'n8n_batch', 'answers': answers}
`,
} as const;
