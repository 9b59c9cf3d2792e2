// A unit that includes no header of a database library.
// RUN: rowlock why %s:%(line+1) -- -std=c++17 | FileCheck %s
int main() { return 0; }
// CHECK: without-database.cpp:3:1: not reported: the unit includes no header of a database library that is known, so nothing in it is looked at
// CHECK-NEXT: the known libraries: rowlock dump --models; others are described with --model=FILE
