// Node's module as it is: imported by an ES module, each of its lazy parts would be loaded for the sake of its name.
module.exports = process.getBuiltinModule('node:https');
