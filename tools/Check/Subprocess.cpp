//===- Subprocess.cpp - Another program, line by line ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Subprocess.h"
#include "llvm/ADT/SmallVector.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char **environ;

static int spawn(llvm::ArrayRef<std::string> Command,
                 llvm::ArrayRef<std::pair<std::string, std::string>> Variables,
                 int Output, pid_t &Child) {
  std::vector<std::string> Environment;
  for (char **Each = environ; *Each; ++Each) {
    bool IsSet = false;
    for (const auto &[Name, Value] : Variables)
      IsSet |= llvm::StringRef(*Each).starts_with(Name + "=");
    if (!IsSet)
      Environment.push_back(*Each);
  }
  for (const auto &[Name, Value] : Variables)
    Environment.push_back(Name + "=" + Value);

  llvm::SmallVector<char *, 16> Argv, Envp;
  for (const std::string &Each : Command)
    Argv.push_back(const_cast<char *>(Each.c_str()));
  Argv.push_back(nullptr);
  for (std::string &Each : Environment)
    Envp.push_back(Each.data());
  Envp.push_back(nullptr);

  posix_spawn_file_actions_t Actions;
  posix_spawn_file_actions_init(&Actions);
  posix_spawn_file_actions_addopen(&Actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&Actions, Output, 1);
  posix_spawn_file_actions_adddup2(&Actions, Output, 2);
  int Status = posix_spawnp(&Child, Argv.front(), &Actions, nullptr,
                            Argv.data(), Envp.data());
  posix_spawn_file_actions_destroy(&Actions);
  return Status;
}

int rowlock::check::runWithOutput(
    llvm::ArrayRef<std::string> Command,
    llvm::ArrayRef<std::pair<std::string, std::string>> Environment,
    llvm::function_ref<void(llvm::StringRef)> Line, std::string &Error) {
  int Pipe[2];
  if (::pipe2(Pipe, O_CLOEXEC) != 0) {
    Error = std::strerror(errno);
    return -1;
  }
  pid_t Child = 0;
  int Status = spawn(Command, Environment, Pipe[1], Child);
  ::close(Pipe[1]);
  if (Status != 0) {
    ::close(Pipe[0]);
    Error = std::strerror(Status);
    return -1;
  }
  std::string Rest;
  char Bytes[4096];
  for (;;) {
    ssize_t Got = ::read(Pipe[0], Bytes, sizeof(Bytes));
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      break;
    Rest.append(Bytes, Got);
    size_t End;
    while ((End = Rest.find('\n')) != std::string::npos) {
      Line(llvm::StringRef(Rest).take_front(End));
      Rest.erase(0, End + 1);
    }
  }
  if (!Rest.empty())
    Line(Rest);
  ::close(Pipe[0]);
  int Ended = 0;
  while (::waitpid(Child, &Ended, 0) < 0 && errno == EINTR)
    ;
  return WIFSIGNALED(Ended) ? 128 + WTERMSIG(Ended) : WEXITSTATUS(Ended);
}
