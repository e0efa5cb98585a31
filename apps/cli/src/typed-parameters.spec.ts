import { typedParameters } from './typed-parameters';

const ACTION = {
  ref: 'core.build_pack_envs',
  param_schema: {
    type: 'object',
    properties: {
      pack_paths: { type: 'array', items: { type: 'string' } },
      python_version: { type: 'string' },
      skip_nodejs: { type: 'boolean' },
      timeout: { type: 'integer' },
    },
  },
};
const typed = (...param: string[]) => typedParameters(ACTION, { param });

describe('typedParameters', () => {
  it('reads each value as the type that the action gives it', () => {
    expect(typed('pack_paths=["/a"]', 'python_version=3.11', 'skip_nodejs=true', 'timeout=1200')).toEqual({
      pack_paths: ['/a'],
      python_version: '3.11',
      skip_nodejs: true,
      timeout: 1200,
    });
  });

  it('sends what the action does not know as text, for the service to name', () => {
    expect(typed('color=blue=green')).toEqual({ color: 'blue=green' });
  });

  it('names every value that does not fit, at once', () => {
    expect(() => typed('pack_paths=/a', 'skip_nodejs=perhaps', 'timeout=soon', 'nothing')).toThrow(
      `The parameters are not right: pack_paths has to be a JSON list, such as '["a", "b"]'; skip_nodejs has to be true or false; timeout has to be a number; 'nothing' is not of the form name=value.`,
    );
  });

  it('reads the flat style in which packs may write their parameters', () => {
    const flat = { ref: 'slack.post', param_schema: { urgent: { type: 'boolean', required: true } } };
    expect(typedParameters(flat, { param: ['urgent=yes'] })).toEqual({ urgent: true });
  });

  it('takes a whole object instead', () => {
    expect(typedParameters(ACTION, { param: [], paramsJson: '{"timeout": 5}' })).toEqual({ timeout: 5 });
    expect(() => typedParameters(ACTION, { param: [], paramsJson: '[1]' })).toThrow(/has to be a JSON object/);
  });
});
