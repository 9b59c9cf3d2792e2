inline int header(int Value) { return Value; }
