const { greet } = require('greeter');

const [, , name = 'world'] = process.argv;
console.log(JSON.stringify({ greeting: greet(name) }));
